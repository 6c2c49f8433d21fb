package io.zentinelproxy.core.config.kdl;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes nodes by the translation rules of the official test suite: properties sorted, the last of a name wins, numbers decimal. */
final class CanonicalKdl {
    private static final String INDENT = "    ";
    private final StringBuilder out = new StringBuilder();

    static String print(List<KdlNode> nodes) {
        CanonicalKdl printer = new CanonicalKdl();
        printer.nodes(nodes, "");
        return nodes.isEmpty() ? "\n" : printer.out.toString();
    }

    private void nodes(List<KdlNode> nodes, String indent) {
        nodes.forEach(node -> node(node, indent));
    }

    private void node(KdlNode node, String indent) {
        out.append(indent).append(type(node.type())).append(string(node.name()));
        node.arguments().forEach(value -> out.append(' ').append(value(value)));
        Map<String, KdlValue> properties = new TreeMap<>();
        node.properties().forEach(p -> properties.put(p.name(), p.value()));
        properties.forEach((name, value) ->
                out.append(' ').append(string(name)).append('=').append(value(value)));
        if (!node.children().isEmpty()) {
            out.append(" {\n");
            nodes(node.children(), indent + INDENT);
            out.append(indent).append('}');
        }
        out.append('\n');
    }

    private static String type(String type) {
        return type == null ? "" : "(" + string(type) + ")";
    }

    private static String value(KdlValue value) {
        return type(value.type())
                + switch (value) {
                    case KdlValue.Text text -> string(text.text());
                    case KdlValue.Number number -> number(number.value());
                    case KdlValue.NotFinite special -> "#" + special.word();
                    case KdlValue.Bool bool -> bool.value() ? "#true" : "#false";
                    case KdlValue.Null none -> "#null";
                };
    }

    private static String number(BigDecimal number) {
        return number.toString();
    }

    private static String string(String text) {
        return isIdentifier(text) ? text : quoted(text);
    }

    private static boolean isIdentifier(String text) {
        boolean keyword = List.of("true", "false", "null", "inf", "-inf", "nan").contains(text);
        return !text.isEmpty()
                && !keyword
                && !Numbers.looksLikeOne(text)
                && text.codePoints().allMatch(Dialect.KDL2::isIdentifierChar);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                default -> quoted.append(mayStand(c) ? Character.toString(c) : "\\u{" + Integer.toHexString(c) + "}");
            }
        });
        return quoted.append('"').toString();
    }

    private static boolean mayStand(int codePoint) {
        return !Dialect.isNewline(codePoint) && !Dialect.isDisallowed(codePoint);
    }
}
