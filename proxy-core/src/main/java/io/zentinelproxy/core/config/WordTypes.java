package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlValue;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Types of words: names, switches, choices, files. */
public final class WordTypes {
    private static final CharSet ID = CharSet.LETTERS_AND_DIGITS.and("-_.:/");

    /** The name that a block is known by. */
    /** The longest name of a model that is known to anybody, in characters. */
    private static final int MAX_MODEL_CHARS = 256;

    /** The name of a model, or a glob of names. */
    public static final ValueType<String> MODEL = ValueType.ofText(
            "model",
            "1 to " + MAX_MODEL_CHARS + " printable characters of ASCII",
            WordTypes::model,
            model -> '"' + model + '"');

    public static final ValueType<String> ID_TYPE = ValueType.ofText(
            "id", "a name of letters, digits and `-`, `_`, `.`, `:`, `/`", WordTypes::id, id -> '"' + id + '"');

    /** {@code #true} or {@code #false}. */
    public static final ValueType<Boolean> SWITCH =
            new ValueType<>("boolean", "", "#true or #false", WordTypes::bool, on -> on ? "#true" : "#false");

    /** Where a log goes. */
    static final ValueType<LogPlace> LOG_PLACE = ValueType.ofText(
            "file",
            "a path such as \"/var/log/zentinel/access.log\", or \"stdout\" (also \"-\") or \"stderr\"",
            WordTypes::logPlace,
            WordTypes::render);

    private WordTypes() {}

    private static String model(String text) throws Refusal {
        if (text.isEmpty()
                || text.length() > MAX_MODEL_CHARS
                || !text.chars().allMatch(one -> one > ' ' && one < 0x7f)) {
            throw Refusal.because("no name of a model");
        }
        return text;
    }

    /** A switch that is accepted in the off position only, for a reason that is told who turns it on. */
    static ValueType<Boolean> alwaysOff(String reason, String instead) {
        return new ValueType<>(
                "boolean",
                "",
                instead,
                value -> {
                    if (bool(value)) {
                        throw Refusal.because(reason);
                    }
                    return false;
                },
                on -> "#false");
    }

    /**
     * One of some words.
     *
     * @param words what each word means, written with {@code _} for {@code -}; the first of those that mean the same is the one shown
     * @param unsupported words of the original that this version does not act on
     */
    public static <T> ValueType<T> choice(Map<String, T> words, List<String> unsupported) {
        String expected = "one of " + String.join(", ", words.keySet());
        return ValueType.ofText(
                "choice",
                expected,
                text -> choose(text, words, unsupported),
                value -> '"' + nameOf(value, words) + '"');
    }

    /** Words in the order of the alphabet. */
    static <T> Map<String, T> sorted(Map<String, T> words) {
        Map<String, T> sorted = new LinkedHashMap<>();
        words.keySet().stream().sorted().forEach(word -> sorted.put(word, Objects.requireNonNull(words.get(word))));
        return sorted;
    }

    private static <T> T choose(String text, Map<String, T> words, List<String> unsupported) throws Refusal {
        // The original's documents write round-robin where its code says round_robin.
        String word = text.replace('-', '_');
        T meant = words.get(word);
        if (meant != null) {
            return meant;
        }
        if (unsupported.contains(word)) {
            throw Refusal.because(Block.unsupportedMessage(text));
        }
        throw Refusal.because("no such choice `" + text + "`").suggesting(Suggestion.nearest(text, words.keySet()));
    }

    private static <T> String nameOf(T value, Map<String, T> words) {
        return words.entrySet().stream()
                .filter(word -> word.getValue().equals(value))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private static boolean bool(KdlValue value) throws Refusal {
        if (value instanceof KdlValue.Bool bool) {
            return bool.value();
        }
        throw Refusal.because("this must be true or false");
    }

    private static String id(String text) throws Refusal {
        if (!ID.spells(text)) {
            throw Refusal.because("not usable as a name");
        }
        return text;
    }

    private static LogPlace logPlace(String text) throws Refusal {
        if (text.equals("stdout") || text.equals("-")) {
            return LogPlace.Stream.STDOUT;
        }
        if (text.equals("stderr")) {
            return LogPlace.Stream.STDERR;
        }
        if (text.isBlank()) {
            throw Refusal.because("an empty path");
        }
        try {
            return new LogPlace.File(Path.of(text));
        } catch (InvalidPathException e) {
            throw Refusal.because("not a path");
        }
    }

    private static String render(LogPlace place) {
        String text = place instanceof LogPlace.File file
                ? file.path().toString()
                : place.toString().toLowerCase(Locale.ROOT);
        return '"' + text + '"';
    }
}
