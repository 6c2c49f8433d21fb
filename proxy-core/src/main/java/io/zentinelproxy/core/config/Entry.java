package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlNode;
import io.zentinelproxy.core.config.kdl.KdlProperty;
import io.zentinelproxy.core.config.kdl.KdlValue;
import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key as it was written: {@code name value} or {@code name=value}.
 *
 * @param node the child that it is, or null for a property
 */
record Entry(
        String name,
        Position position,
        List<KdlValue> values,
        @Nullable KdlNode node) {

    static Entry of(KdlNode node) {
        return new Entry(node.name(), node.position(), node.arguments(), node);
    }

    static Entry of(KdlProperty property) {
        return new Entry(property.name(), property.position(), List.of(property.value()), null);
    }

    /** Its one value, or null where a problem was reported. */
    <T> @Nullable Located<T> single(ValueType<T> type, Problems problems) {
        if (!hasValue(type, problems)) {
            return null;
        }
        Located<T> value = read(values.getFirst(), type, problems);
        if (value == null) {
            return null;
        }
        for (KdlValue extra : values.subList(1, values.size())) {
            problems.add(Problem.at(extra.position(), "`" + name + "` takes one value"));
        }
        reportRest(problems);
        return value;
    }

    /** Appends each of its values that is not refused. They may also stand in a block, each behind a {@code -}. */
    <T> void each(ValueType<T> type, Problems problems, List<Located<T>> into) {
        if (node != null && isList(node)) {
            node.children().forEach(child -> of(child).each(type, problems, into));
            return;
        }
        if (!hasValue(type, problems)) {
            return;
        }
        for (KdlValue value : values) {
            Located<T> read = read(value, type, problems);
            if (read != null) {
                into.add(read);
            }
        }
        reportRest(problems);
    }

    private static boolean isList(KdlNode node) {
        return node.arguments().isEmpty()
                && node.properties().isEmpty()
                && !node.children().isEmpty()
                && node.children().stream().allMatch(child -> child.name().equals("-"));
    }

    /** Reads a value, or reports why not and gives null. */
    static <T> @Nullable Located<T> read(KdlValue value, ValueType<T> type, Problems problems) {
        if (value.type() != null) {
            problems.add(Problem.at(value.position(), "a type annotation has no meaning here"));
            return null;
        }
        try {
            return new Located<>(type.read(value), value.position());
        } catch (Refusal refusal) {
            String expected = refusal.expected == null ? type.expected() : refusal.expected;
            problems.add(Problem.at(value.position(), refusal.reason())
                    .expecting(expected)
                    .suggesting(refusal.suggestion));
            return null;
        }
    }

    private boolean hasValue(ValueType<?> type, Problems problems) {
        if (values.isEmpty()) {
            problems.add(Problem.at(position, "`" + name + "` has no value").expecting(type.expected()));
        }
        return !values.isEmpty();
    }

    /** A key has values, and neither properties nor a block. */
    private void reportRest(Problems problems) {
        if (node == null) {
            return;
        }
        if (node.type() != null) {
            problems.add(Problem.at(position, "a type annotation has no meaning here"));
        }
        for (KdlProperty property : node.properties()) {
            problems.add(Problem.at(property.position(), "`" + name + "` has no property `" + property.name() + "`"));
        }
        for (KdlNode child : node.children()) {
            problems.add(Problem.at(child.position(), "`" + name + "` has a value, not a block"));
        }
    }
}
