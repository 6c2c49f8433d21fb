package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlValue;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Types of the parts of a request that a route may ask for. */
final class HttpTypes {
    private static final CharSet TOKEN = CharSet.LETTERS_AND_DIGITS.and("!#$%&'*+-.^_`|~");
    private static final CharSet VISIBLE = CharSet.range(0x21, 0x7E);
    private static final Pattern FIELD_VALUE =
            Pattern.compile("([\\x21-\\x7E\\x80-\\xFF]([\\t\\x20-\\x7E\\x80-\\xFF]*[\\x21-\\x7E\\x80-\\xFF])?)?");
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private static final Map<String, Integer> PRIORITIES = priorities();

    /** A path as it stands in a request-target, RFC 9110 section 4.2.3. */
    static final ValueType<String> PATH = ValueType.ofText(
            "path", "a path that begins with `/`, such as \"/api\"", HttpTypes::path, HttpTypes::quoted);

    /** A method token, RFC 9110 section 9.1. */
    static final ValueType<String> METHOD = ValueType.ofText(
            "method", "a method such as \"GET\"; methods are case-sensitive", HttpTypes::method, HttpTypes::quoted);

    /** A field that a request can be told by, kept in lower case. */
    static final ValueType<String> MATCHED_FIELD =
            ValueType.ofText("field name", "a field name such as \"X-Version\"", HttpTypes::matched, HttpTypes::quoted);

    /** What is read and taken away before a request is routed. */
    private static final Set<String> GONE_BEFORE_ROUTING =
            Set.of("connection", "content-length", "keep-alive", "proxy-connection", "transfer-encoding");

    /** Fields that say how a message is framed or the connection goes on: they are made anew for each connection. */
    private static final Set<String> FRAMING = Set.of(
            "connection",
            "content-length",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** The name of a field whose value may be set, as it is written. */
    static final ValueType<String> SETTABLE_FIELD = ValueType.ofText(
            "field name", "a field name such as \"X-Version\"", HttpTypes::settable, HttpTypes::quoted);

    /** The name of a field that may come and go, as it is written: not Host, of which there is always one (RFC 9112 section 3.2). */
    static final ValueType<String> OPTIONAL_FIELD = ValueType.ofText(
            "field name", "a field name such as \"X-Version\"", HttpTypes::notRequired, HttpTypes::quoted);

    /** A field value, RFC 9110 section 5.5. */
    static final ValueType<String> FIELD_VALUE_TYPE = ValueType.ofText(
            "field value",
            "a field value: no control characters, no white space at its ends",
            HttpTypes::fieldValue,
            HttpTypes::quoted);

    /** Which route is tried first: a name or any whole number. */
    static final ValueType<Integer> PRIORITY = new ValueType<>(
            "priority",
            "",
            "one of low, normal, high, critical, or a whole number",
            HttpTypes::priority,
            HttpTypes::renderPriority);

    private HttpTypes() {}

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    static String path(String text) throws Refusal {
        if (!text.startsWith("/") || !VISIBLE.spells(text)) {
            throw Refusal.because("not a path as a request carries it");
        }
        if (text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
            throw Refusal.because("a path ends before `?` and `#`");
        }
        return text;
    }

    private static String method(String text) throws Refusal {
        if (!TOKEN.spells(text)) {
            throw Refusal.because("not a method");
        }
        String upper = text.toUpperCase(Locale.ROOT);
        if (!METHODS.contains(text) && METHODS.contains(upper)) {
            throw Refusal.because("no client sends the method `" + text + "`").suggesting(upper);
        }
        return text;
    }

    static String fieldName(String text) throws Refusal {
        if (!TOKEN.spells(text)) {
            throw Refusal.because("not a field name");
        }
        return text.toLowerCase(Locale.ROOT);
    }

    private static String matched(String text) throws Refusal {
        String name = fieldName(text);
        if (GONE_BEFORE_ROUTING.contains(name)) {
            throw Refusal.because("`" + text + "` belongs to the connection and is gone when a route is looked for");
        }
        return name;
    }

    private static String settable(String text) throws Refusal {
        if (FRAMING.contains(fieldName(text))) {
            throw Refusal.because("`" + text + "` belongs to the connection and is never passed on");
        }
        return text;
    }

    private static String notRequired(String text) throws Refusal {
        if (fieldName(text).equals("host")) {
            throw Refusal.because("a request has exactly one `Host`: it can be set, and nothing else");
        }
        return settable(text);
    }

    static String fieldValue(String text) throws Refusal {
        if (!FIELD_VALUE.matcher(text).matches()) {
            throw Refusal.because("not a field value");
        }
        return text;
    }

    private static int priority(KdlValue value) throws Refusal {
        if (!(value instanceof KdlValue.Text text)) {
            return QuantityTypes.count(Integer.MIN_VALUE, Integer.MAX_VALUE).read(value);
        }
        Integer named = PRIORITIES.get(text.text());
        if (named == null) {
            throw Refusal.because("no such priority `" + text.text() + "`")
                    .suggesting(Suggestion.nearest(text.text(), PRIORITIES.keySet()));
        }
        return named;
    }

    private static String renderPriority(int priority) {
        return PRIORITIES.entrySet().stream()
                .filter(named -> named.getValue() == priority)
                .map(Map.Entry::getKey)
                .findFirst()
                .map(HttpTypes::quoted)
                .orElse(String.valueOf(priority));
    }

    private static Map<String, Integer> priorities() {
        Map<String, Integer> named = new LinkedHashMap<>();
        named.put("low", 10);
        named.put("normal", 50);
        named.put("high", 100);
        named.put("critical", 1000);
        return Collections.unmodifiableMap(named);
    }
}
