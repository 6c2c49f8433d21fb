package io.zentinelproxy.inference.demo;

import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the demo model says: a function of the model's name and the last user message, and of nothing else. */
final class DemoText {

    /** Characters of the question that are quoted back. */
    private static final int QUOTED_CHARS = 160;

    /** Whoever wants a long answer asks for it: "count to 3000". */
    private static final Pattern COUNT = Pattern.compile("\\bcount to ([0-9]{1,4})\\b", Pattern.CASE_INSENSITIVE);

    private static final List<String> SENTENCES = List.of(
            "A proxy reads before it trusts.",
            "Every token of this answer is counted by the same vocabulary that the real model uses.",
            "The shortest path between two sockets is a buffer.",
            "One thread per connection is easy to follow, and virtual threads make it cheap.",
            "What cannot be parsed in one way only is refused.",
            "A timeout without a name is a bug with a delay.",
            "The origin answers early; the client goes away late; both are normal.",
            "Budgets are reserved before the first word and settled after the last.",
            "Streams are flushed word by word: naïve buffering would spoil the fun.",
            "Ein Satz auf Deutsch, 一句中文, et une phrase en français 🚀.");

    private DemoText() {}

    static String reply(String model, String question) {
        Matcher count = COUNT.matcher(question);
        return count.find() ? numbersTo(Integer.parseInt(count.group(1))) : chat(model, question);
    }

    /** What a model thinks that thinks: shown by few, and paid for. */
    static String thoughts(String question) {
        return "The user says: \"" + quoted(question) + "\". Let me think about that step by step.";
    }

    private static String numbersTo(int last) {
        return IntStream.rangeClosed(1, last).mapToObj(Integer::toString).collect(Collectors.joining(", ")) + ".";
    }

    private static String chat(String model, String question) {
        return "This is the demo model of Zentinel, answering as " + model + ". You said: \"" + quoted(question)
                + "\". " + sentences(model, question);
    }

    private static String quoted(String question) {
        int characters = question.codePointCount(0, question.length());
        return characters <= QUOTED_CHARS
                ? question
                : question.substring(0, question.offsetByCodePoints(0, QUOTED_CHARS)) + "…";
    }

    /** Java specifies both the hash of a string and the sequence of Random: the choice is the same in every JVM. */
    private static String sentences(String model, String question) {
        var choice = new Random(31L * model.hashCode() + question.hashCode());
        return choice.ints(3, 0, SENTENCES.size()).mapToObj(SENTENCES::get).collect(Collectors.joining(" "));
    }
}
