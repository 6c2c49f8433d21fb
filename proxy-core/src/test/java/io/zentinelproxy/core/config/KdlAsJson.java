package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlNode;
import io.zentinelproxy.core.config.kdl.KdlProperty;
import io.zentinelproxy.core.config.kdl.KdlValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A configuration in KDL written as the JSON that means the same, by the mapping that the manual describes. */
final class KdlAsJson {
    private KdlAsJson() {}

    static String of(List<KdlNode> nodes) {
        return object(nodes, ConfigurationReader.ROOT, List.of(), "") + "\n";
    }

    /** @param before members that stand first: what stood behind the block's name */
    private static String object(List<KdlNode> nodes, Block block, List<String> before, String indent) {
        String deeper = indent + "  ";
        Map<String, List<KdlNode>> byName = new LinkedHashMap<>();
        nodes.forEach(node ->
                byName.computeIfAbsent(node.name(), name -> new ArrayList<>()).add(node));
        List<String> members = new ArrayList<>(before);
        byName.forEach((name, same) -> members.add(quoted(name) + ": " + values(same, kind(block, name), deeper)));
        return members.stream().collect(Collectors.joining(",\n" + deeper, "{\n" + deeper, "\n" + indent + "}"));
    }

    private static String values(List<KdlNode> same, Block kind, String indent) {
        if (kind == null && same.stream().allMatch(KdlAsJson::isKey)) {
            List<KdlValue> all =
                    same.stream().flatMap(node -> node.arguments().stream()).toList();
            return all.size() == 1
                    ? scalar(all.getFirst())
                    : all.stream().map(KdlAsJson::scalar).collect(Collectors.joining(", ", "[", "]"));
        }
        if (same.size() == 1) {
            return block(same.getFirst(), kind, indent);
        }
        String deeper = indent + "  ";
        return same.stream()
                .map(node -> block(node, kind, deeper))
                .collect(Collectors.joining(",\n" + deeper, "[\n" + deeper, "\n" + indent + "]"));
    }

    private static String block(KdlNode node, Block kind, String indent) {
        List<String> before = new ArrayList<>();
        for (int i = 0; i < node.arguments().size(); i++) {
            String name = kind.arguments().get(i).name();
            before.add(quoted(name.replace(' ', '-')) + ": "
                    + scalar(node.arguments().get(i)));
        }
        for (KdlProperty property : node.properties()) {
            before.add(quoted(property.name()) + ": " + scalar(property.value()));
        }
        return object(node.children(), kind, before, indent);
    }

    private static boolean isKey(KdlNode node) {
        return node.properties().isEmpty() && node.children().isEmpty();
    }

    private static Block kind(Block block, String name) {
        Stream<Block> blocks = block == null ? Stream.of() : block.blocks().stream();
        return blocks.filter(one -> one.spellings().contains(name)).findFirst().orElse(null);
    }

    private static String scalar(KdlValue value) {
        return switch (value) {
            case KdlValue.Text text -> quoted(text.text());
            case KdlValue.Number number -> number.value().toString();
            case KdlValue.Bool bool -> String.valueOf(bool.value());
            case KdlValue.Null nothing -> "null";
            case KdlValue.NotFinite none -> throw new AssertionError("JSON has no " + none.word());
        };
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
