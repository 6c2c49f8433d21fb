package io.zentinelproxy.core.testkit;

import io.zentinelproxy.core.config.kdl.KdlDocument;
import io.zentinelproxy.core.config.kdl.KdlException;
import io.zentinelproxy.core.config.kdl.KdlNode;
import io.zentinelproxy.core.config.kdl.KdlProperty;
import io.zentinelproxy.core.config.kdl.KdlValue;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A configuration as a tree that a test changes and writes out again. Changing makes a new tree. */
public record KdlTree(List<KdlNode> nodes) {

    public static KdlTree parse(String fileName, String text) {
        try {
            return new KdlTree(KdlDocument.parse(fileName, text).nodes());
        } catch (KdlException malformed) {
            throw new AssertionError(malformed.getMessage(), malformed);
        }
    }

    /** What one node becomes, given the names of the blocks around it, as {@code listeners.listener}; null takes it away. */
    public interface Change {
        @Nullable
        KdlNode of(String path, KdlNode node);
    }

    /** Every node changed, the blocks around first. */
    public KdlTree changed(Change change) {
        return new KdlTree(changed(nodes, "", change));
    }

    private static List<KdlNode> changed(List<KdlNode> nodes, String path, Change change) {
        return nodes.stream()
                .flatMap(node -> Stream.ofNullable(change.of(path, node)))
                .map(node -> withChildren(node, changed(node.children(), join(path, node.name()), change)))
                .toList();
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    public static KdlNode withChildren(KdlNode node, List<KdlNode> children) {
        return new KdlNode(node.position(), node.type(), node.name(), node.arguments(), node.properties(), children);
    }

    public static KdlNode withArguments(KdlNode node, List<KdlValue> arguments) {
        return new KdlNode(node.position(), node.type(), node.name(), arguments, node.properties(), node.children());
    }

    /** The node with this text in place of its first value. */
    public static KdlNode withText(KdlNode node, String text) {
        return withArguments(node, List.of(new KdlValue.Text(node.position(), null, text)));
    }

    /** The first value, or an empty text where there is none or no text. */
    public static String text(KdlNode node) {
        return !node.arguments().isEmpty() && node.arguments().getFirst() instanceof KdlValue.Text text
                ? text.text()
                : "";
    }

    /** The tree as a text in KDL. */
    public String render() {
        return render(nodes, "");
    }

    private static String render(List<KdlNode> nodes, String indent) {
        return nodes.stream().map(node -> render(node, indent)).collect(Collectors.joining());
    }

    private static String render(KdlNode node, String indent) {
        StringBuilder out = new StringBuilder(indent).append(quoted(node.name()));
        node.arguments().forEach(argument -> out.append(' ').append(value(argument)));
        for (KdlProperty property : node.properties()) {
            out.append(' ').append(quoted(property.name())).append('=').append(value(property.value()));
        }
        if (!node.children().isEmpty()) {
            out.append(" {\n")
                    .append(render(node.children(), indent + "    "))
                    .append(indent)
                    .append('}');
        }
        return out.append('\n').toString();
    }

    private static String value(KdlValue value) {
        return switch (value) {
            case KdlValue.Text text -> quoted(text.text());
            case KdlValue.Number number -> number.value().toPlainString();
            case KdlValue.NotFinite special -> "#" + special.word();
            case KdlValue.Bool bool -> "#" + bool.value();
            case KdlValue.Null absent -> "#null";
        };
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}
