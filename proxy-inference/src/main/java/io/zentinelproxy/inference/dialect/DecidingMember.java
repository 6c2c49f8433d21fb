package io.zentinelproxy.inference.dialect;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Members that decide who answers, what it costs and what is read. Where one comes twice, some parsers take the first and some
 * the last; where its name is written in another case, Go's {@code encoding/json} takes it and others do not. Either way the
 * model would read another request than the one that was counted; so both are refused.
 */
enum DecidingMember {
    MODEL,
    STREAM,
    STREAM_OPTIONS,
    BACKGROUND,
    MAX_TOKENS,
    MAX_COMPLETION_TOKENS,
    MAX_OUTPUT_TOKENS,
    N,
    BEST_OF,
    MESSAGES,
    INPUT,
    PROMPT,
    SUFFIX,
    SYSTEM,
    INSTRUCTIONS,
    TOOLS,
    FUNCTIONS;

    private static final Map<String, DecidingMember> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(DecidingMember::jsonName, Function.identity()));

    private static final List<DecidingMember> ALL = List.of(values());

    private static final int LONGEST = MAX_COMPLETION_TOKENS.jsonName().length();

    private final String jsonName = name().toLowerCase(Locale.ROOT);

    String jsonName() {
        return jsonName;
    }

    int bit() {
        return 1 << ordinal();
    }

    /** @return null for any other member */
    static @Nullable DecidingMember of(String name) {
        return BY_NAME.get(name);
    }

    /**
     * The member that a parser which overlooks case may take this one for. Like Go's, {@link String#equalsIgnoreCase} folds the
     * long s and the Kelvin sign as well.
     */
    static @Nullable DecidingMember lookalike(String name) {
        if (name.length() > LONGEST) {
            return null;
        }
        for (DecidingMember member : ALL) {
            if (member.jsonName.equalsIgnoreCase(name)) {
                return member;
            }
        }
        return null;
    }
}
