package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlNode;
import io.zentinelproxy.core.config.kdl.KdlProperty;
import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The children and properties of a node that nobody has read yet. Confined to one thread. */
final class Contents {
    private final KdlNode node;
    private final Block block;
    private final Problems problems;

    /** Which of the children and of the properties are taken, by index. */
    private final boolean[] takenChildren;

    private final boolean[] takenProperties;

    Contents(KdlNode node, Block block, Problems problems) {
        this.node = node;
        this.block = block;
        this.problems = problems;
        this.takenChildren = new boolean[node.children().size()];
        this.takenProperties = new boolean[node.properties().size()];
    }

    /** Takes what is written under any of the spellings, in the order of the file. */
    List<Entry> take(List<String> spellings) {
        List<Entry> taken = new ArrayList<>(1);
        for (KdlProperty property : takeProperties(spellings)) {
            taken.add(Entry.of(property));
        }
        // Properties stand before the block.
        for (KdlNode child : takeNodes(spellings)) {
            taken.add(Entry.of(child));
        }
        return taken;
    }

    private List<KdlProperty> takeProperties(List<String> spellings) {
        List<KdlProperty> properties = node.properties();
        List<KdlProperty> taken = new ArrayList<>(0);
        for (int i = 0; i < properties.size(); i++) {
            if (!takenProperties[i] && spellings.contains(properties.get(i).name())) {
                takenProperties[i] = true;
                taken.add(properties.get(i));
            }
        }
        return taken;
    }

    /** Takes the children under any of the spellings, in the order of the file. */
    List<KdlNode> takeNodes(List<String> spellings) {
        return takeNodes(node -> spellings.contains(node.name()));
    }

    /** Takes the children that fit, in the order of the file. */
    List<KdlNode> takeNodes(Predicate<KdlNode> fitting) {
        List<KdlNode> children = node.children();
        List<KdlNode> taken = new ArrayList<>(1);
        for (int i = 0; i < children.size(); i++) {
            if (!takenChildren[i] && fitting.test(children.get(i))) {
                takenChildren[i] = true;
                taken.add(children.get(i));
            }
        }
        return taken;
    }

    /** Whether a child or a property goes by one of the spellings. */
    boolean has(List<String> spellings) {
        for (KdlProperty property : node.properties()) {
            if (spellings.contains(property.name())) {
                return true;
            }
        }
        return hasNode(spellings);
    }

    /** Whether a child goes by one of the spellings. */
    boolean hasNode(List<String> spellings) {
        for (KdlNode child : node.children()) {
            if (spellings.contains(child.name())) {
                return true;
            }
        }
        return false;
    }

    /** Reports that a key is missing, unless it is there misspelt, which will be reported at its place. */
    void reportMissing(Key<?> key) {
        boolean misspelt = node.children().stream()
                .map(KdlNode::name)
                .filter(name -> !block.vocabulary().contains(name))
                .anyMatch(name -> key.name().equals(Suggestion.nearest(name, block.vocabulary())));
        if (!misspelt) {
            problems.add(Problem.at(node.position(), "`" + node.name() + "` has no `" + key.name() + "`")
                    .expecting("`" + key.name() + "` and " + key.type().expected()));
        }
    }

    /** Reports everything that is left. */
    void reportRest() {
        for (KdlProperty property : takeRest(node.properties(), takenProperties)) {
            reportUnknown(property.name(), property.position());
        }
        for (KdlNode child : takeRest(node.children(), takenChildren)) {
            reportUnknown(child.name(), child.position());
        }
    }

    private static <E> List<E> takeRest(List<E> all, boolean[] taken) {
        List<E> rest = new ArrayList<>(0);
        for (int i = 0; i < taken.length; i++) {
            if (!taken[i]) {
                rest.add(all.get(i));
            }
        }
        return rest;
    }

    private void reportUnknown(String name, Position position) {
        if (block.unsupported().contains(name)) {
            problems.add(Problem.at(position, Block.unsupportedMessage(name)));
            return;
        }
        if (block.elsewhere().containsKey(name)) {
            problems.add(Problem.at(position, block.elsewhereMessage(name)));
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
