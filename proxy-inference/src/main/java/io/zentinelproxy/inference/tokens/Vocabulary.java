package io.zentinelproxy.inference.tokens;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The vocabularies of OpenAI's models. Which model has which is our own table, made after tiktoken's: jtokkit 1.1.0 gives gpt-4.1
 * the vocabulary of gpt-4, and knows neither gpt-5 nor o3.
 */
public enum Vocabulary {
    /** gpt-4o and all that came after it; gpt-oss too, whose {@code o200k_harmony} differs by special tokens alone. */
    O200K_BASE(new O200kSplitter()),
    /** gpt-4, gpt-3.5 and the embeddings. */
    CL100K_BASE(new Cl100kSplitter());

    /** The longest family that fits decides: gpt-4o before gpt-4. */
    private static final List<Family> FAMILIES = List.of(
                    new Family("gpt-4o", O200K_BASE),
                    new Family("chatgpt-4o", O200K_BASE),
                    new Family("gpt-4.1", O200K_BASE),
                    new Family("gpt-4.5", O200K_BASE),
                    new Family("gpt-5", O200K_BASE),
                    new Family("gpt-5.", O200K_BASE),
                    new Family("gpt-oss", O200K_BASE),
                    new Family("o1", O200K_BASE),
                    new Family("o3", O200K_BASE),
                    new Family("o4", O200K_BASE),
                    new Family("gpt-4", CL100K_BASE),
                    new Family("gpt-3.5", CL100K_BASE),
                    new Family("gpt-35", CL100K_BASE),
                    new Family("text-embedding-ada-002", CL100K_BASE),
                    new Family("text-embedding-3", CL100K_BASE),
                    new Family("davinci-002", CL100K_BASE),
                    new Family("babbage-002", CL100K_BASE))
            .stream()
            .sorted(Comparator.comparingInt((Family family) -> family.name().length())
                    .reversed())
            .toList();

    private static final String FINE_TUNED = "ft:";

    /** Behind it the name, before it who serves it: {@code openai/gpt-4o}. */
    private static final char MAKER_END = '/';

    private final Splitter splitter;

    Vocabulary(Splitter splitter) {
        this.splitter = splitter;
    }

    /**
     * The vocabulary of a model, fine-tuned ({@code ft:gpt-4o:...}) or not, with or without who serves it ({@code openai/gpt-4o}); empty
     * for a model that is not OpenAI's.
     */
    public static Optional<Vocabulary> ofModel(String model) {
        String base = baseName(model);
        for (Family family : FAMILIES) {
            if (family.has(base)) {
                return Optional.of(family.vocabulary());
            }
        }
        return Optional.empty();
    }

    /** The name of what a model was tuned from, without who serves it. */
    static String baseName(String model) {
        String own = model.startsWith(FINE_TUNED) ? model.substring(FINE_TUNED.length()) : model;
        return own.substring(own.lastIndexOf(MAKER_END) + 1);
    }

    /**
     * Loads vocabularies in the background, which takes a tenth of a second each: whoever counts before that waits for it. Without this call
     * each is loaded when it is first counted with.
     */
    public static void warm(Set<Vocabulary> vocabularies) {
        for (Vocabulary vocabulary : vocabularies) {
            Thread.ofPlatform().daemon().name("vocabulary " + vocabulary).start(vocabulary::ranks);
        }
    }

    /** Loaded once, when first asked for. */
    Ranks ranks() {
        return switch (this) {
            case O200K_BASE -> O200k.RANKS;
            case CL100K_BASE -> Cl100k.RANKS;
        };
    }

    Splitter splitter() {
        return splitter;
    }

    private static final class O200k {
        static final Ranks RANKS = Ranks.load("o200k_base.tiktoken");
    }

    private static final class Cl100k {
        static final Ranks RANKS = Ranks.load("cl100k_base.tiktoken");
    }

    private record Family(String name, Vocabulary vocabulary) {

        /** The name itself, or the name and a dated or sized variant of it; {@code o1x} is another model than {@code o1}. */
        boolean has(String model) {
            if (!model.startsWith(name)) {
                return false;
            }
            return model.length() == name.length()
                    || name.endsWith(".")
                    || "-:".indexOf(model.charAt(name.length())) >= 0;
        }
    }
}
