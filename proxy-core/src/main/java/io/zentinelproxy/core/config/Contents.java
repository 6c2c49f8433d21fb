package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlNode;
import io.zentinelproxy.core.config.kdl.KdlProperty;
import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The children and properties of a node that nobody has read yet, by name. Confined to one thread. */
final class Contents {
    private final KdlNode node;
    private final Block block;
    private final Problems problems;
    private final Map<String, List<KdlNode>> children = new LinkedHashMap<>();
    private final Map<String, List<KdlProperty>> properties = new LinkedHashMap<>(0);

    Contents(KdlNode node, Block block, Problems problems) {
        this.node = node;
        this.block = block;
        this.problems = problems;
        for (KdlNode child : node.children()) {
            children.computeIfAbsent(child.name(), name -> new ArrayList<>(1)).add(child);
        }
        for (KdlProperty property : node.properties()) {
            properties
                    .computeIfAbsent(property.name(), name -> new ArrayList<>(1))
                    .add(property);
        }
    }

    /** Takes what is written under any of the spellings, in the order of the file. */
    List<Entry> take(List<String> spellings) {
        List<Entry> taken = new ArrayList<>(1);
        for (String spelling : spellings) {
            takeList(children, spelling).forEach(child -> taken.add(Entry.of(child)));
            takeList(properties, spelling).forEach(property -> taken.add(Entry.of(property)));
        }
        taken.sort(Comparator.comparing(Entry::position));
        return taken;
    }

    /** Takes the children under any of the spellings, in the order of the file. */
    List<KdlNode> takeNodes(List<String> spellings) {
        List<KdlNode> taken = new ArrayList<>(1);
        spellings.forEach(spelling -> taken.addAll(takeList(children, spelling)));
        taken.sort(Comparator.comparing(KdlNode::position));
        return taken;
    }

    /** Takes the children whose names fit, in the order of the file. */
    List<KdlNode> takeNodes(Predicate<String> name) {
        return takeNodes(children.keySet().stream().filter(name).toList());
    }

    /** Whether a child or a property of this name is there. */
    boolean has(String name) {
        return children.containsKey(name) || properties.containsKey(name);
    }

    boolean hasNode(Collection<String> spellings) {
        return spellings.stream().anyMatch(children::containsKey);
    }

    private static <E> List<E> takeList(Map<String, List<E>> from, String name) {
        List<E> taken = from.remove(name);
        return taken == null ? List.of() : taken;
    }

    /** Reports that a key is missing, unless it is there misspelt, which will be reported at its place. */
    void reportMissing(Key<?> key) {
        boolean misspelt = children.keySet().stream()
                .filter(name -> !block.vocabulary().contains(name))
                .anyMatch(name -> key.name().equals(Suggestion.nearest(name, block.vocabulary())));
        if (!misspelt) {
            problems.add(Problem.at(node.position(), "`" + node.name() + "` has no `" + key.name() + "`")
                    .expecting("`" + key.name() + "` and " + key.type().expected()));
        }
    }

    /** Reports everything that is left. */
    void reportRest() {
        children.values().forEach(list -> list.forEach(child -> reportUnknown(child.name(), child.position())));
        properties
                .values()
                .forEach(list -> list.forEach(property -> reportUnknown(property.name(), property.position())));
    }

    private void reportUnknown(String name, Position position) {
        if (block.unsupported().contains(name)) {
            problems.add(Problem.at(position, Block.unsupportedMessage(name)));
            return;
        }
        String where = block.name().isEmpty() ? "" : " in `" + block.name() + "`";
        Problem problem =
                Problem.at(position, "unknown key `" + name + "`" + where).expecting(expected());
        problems.add(problems.isFull() ? problem : problem.suggesting(Suggestion.nearest(name, block.vocabulary())));
    }

    private String expected() {
        List<String> names = block.contents();
        return names.isEmpty() ? "nothing in this block" : "one of " + String.join(", ", names);
    }
}
