package io.zentinelproxy.core.config;

import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads filters of the type {@code log}. */
final class LogFilterReader {
    /** What fits into a line of the log if half of it must be escaped. */
    private static final int MAX_BODY = 8192;

    private static final int BODY = 4096;

    /** Fields that let whoever reads the log act as somebody else. */
    private static final Set<String> SECRET = Set.of("authorization", "proxy-authorization", "cookie", "set-cookie");

    private static final Key<Boolean> REQUESTS =
            Key.defaulting("log-request", WordTypes.SWITCH, true, "Whether an event is written for a request.");

    private static final Key<Boolean> RESPONSES =
            Key.defaulting("log-response", WordTypes.SWITCH, true, "Whether an event is written for an answer.");

    private static final Key<Boolean> BODIES = Key.defaulting(
            "log-body",
            WordTypes.SWITCH,
            false,
            "Whether the beginning of content is written as well, of the messages that are logged.");

    private static final Key<Integer> BODY_SIZE = Key.defaulting(
            "max-body-log-size",
            QuantityTypes.count(1, MAX_BODY),
            BODY,
            "Octets of content that are written of a message, with `log-body`.");

    private static final Key<String> FIELDS = Key.plural(
            "fields",
            ValueType.ofText(
                    "field name",
                    "a field name such as \"User-Agent\"",
                    LogFilterReader::field,
                    name -> '"' + name + '"'),
            "none",
            "Header fields that are written, of the request and of the answer.");

    private static final Key<Level> LEVEL = Key.defaulting(
            "level",
            WordTypes.choice(levels(), List.of()),
            Level.INFO,
            "The level of the events: with a lower one than that of `observability logging` nothing is written.");

    static final Block BLOCK = FilterBlock.of(
            "log",
            "Writes requests and answers to the application log.",
            REQUESTS,
            RESPONSES,
            BODIES,
            BODY_SIZE,
            FIELDS,
            LEVEL);

    private LogFilterReader() {}

    static FilterSettings read(String id, Section section) {
        boolean bodies = section.get(BODIES);
        int size = section.get(BODY_SIZE);
        return new FilterSettings.Log(
                id,
                section.get(REQUESTS),
                section.get(RESPONSES),
                section.get(LEVEL),
                List.copyOf(section.all(FIELDS)),
                bodies ? size : 0);
    }

    private static String field(String text) throws Refusal {
        String name = HttpTypes.fieldName(text);
        if (SECRET.contains(name)) {
            throw Refusal.because("`" + text + "` lets whoever reads the log act as somebody else");
        }
        return name;
    }

    private static Map<String, Level> levels() {
        Map<String, Level> levels = new LinkedHashMap<>();
        levels.put("trace", Level.TRACE);
        levels.put("debug", Level.DEBUG);
        levels.put("info", Level.INFO);
        levels.put("warn", Level.WARNING);
        levels.put("error", Level.ERROR);
        return levels;
    }
}
