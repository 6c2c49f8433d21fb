package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.json.JsonItem;
import io.zentinelproxy.core.config.json.JsonItem.Items;
import io.zentinelproxy.core.config.json.JsonItem.Member;
import io.zentinelproxy.core.config.json.JsonItem.Members;
import io.zentinelproxy.core.config.json.JsonItem.Scalar;
import io.zentinelproxy.core.config.json.JsonItemReader;
import io.zentinelproxy.core.config.json.NotJsonException;
import io.zentinelproxy.core.config.kdl.KdlDocument;
import io.zentinelproxy.core.config.kdl.KdlNode;
import io.zentinelproxy.core.config.kdl.KdlValue;
import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import io.zentinelproxy.core.config.kdl.SourceText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as the nodes that say the same in KDL. A member is a node: with a value or an array of values, a key; with an object, a
 * block; with an array of objects, several. What stands behind a block's name in KDL, such as its id, is a member of its object;
 * an object whose members are all objects has the ids for names instead. An array under the name of a list, such as
 * {@code routes}, is that list. Names may have {@code _} for {@code -}, as the original's JSON has. Confined to one thread.
 */
final class JsonMapping {
    private static final String ID = "id";

    private final Problems problems = new Problems();

    private final Extensions extensions;

    private JsonMapping(Extensions extensions) {
        this.extensions = extensions;
    }

    /** @throws ConfigurationException if the text is not JSON, or has no meaning as a configuration */
    static KdlDocument document(String fileName, String text, Extensions extensions) throws ConfigurationException {
        SourceText source = new SourceText(fileName, text);
        try {
            JsonMapping mapping = new JsonMapping(extensions);
            List<KdlNode> nodes = mapping.root(JsonItemReader.read(source, text));
            mapping.problems.throwIfAny();
            return new KdlDocument(source, nodes);
        } catch (NotJsonException malformed) {
            throw new ConfigurationException(List.of(malformed.problem()), 0);
        }
    }

    private List<KdlNode> root(JsonItem item) {
        if (item instanceof Members object) {
            return children(object.members(), ConfigurationReader.ROOT);
        }
        problems.add(Problem.at(item.position(), "a configuration is an object"));
        return List.of();
    }

    /** @param block whose members these are, or null where that is not known */
    private List<KdlNode> children(List<Member> members, @Nullable Block block) {
        List<KdlNode> nodes = new ArrayList<>();
        Map<String, Position> seen = new HashMap<>();
        for (Member member : members) {
            String name = nameIn(block, member);
            Position first = seen.putIfAbsent(name, member.position());
            if (first == null) {
                append(name, member, block, nodes);
            } else {
                problems.add(Problem.at(
                        member.position(),
                        "`" + name + "` is given again; it stands in " + first.seenFrom(member.position())));
            }
        }
        return List.copyOf(nodes);
    }

    private void append(String name, Member member, @Nullable Block parent, List<KdlNode> into) {
        switch (member.value()) {
            case Scalar scalar -> into.add(node(member.position(), name, List.of(scalar.value()), List.of()));
            case Items array -> appendArray(name, member.position(), array, parent, into);
            case Members object -> appendBlocks(name, member.position(), object, kind(parent, name), into);
        }
    }

    private void appendArray(String name, Position position, Items array, @Nullable Block parent, List<KdlNode> into) {
        List<KdlValue> values = new ArrayList<>();
        List<Members> objects = new ArrayList<>();
        for (JsonItem item : array.items()) {
            switch (item) {
                case Scalar scalar -> values.add(scalar.value());
                case Members object -> objects.add(object);
                case Items nested -> problems.add(Problem.at(nested.position(), "an array in an array has no meaning"));
            }
        }
        if (objects.isEmpty()) {
            if (!values.isEmpty() || !mayBeEmpty(parent, name)) {
                into.add(node(position, name, values, List.of()));
            }
        } else if (values.isEmpty()) {
            appendObjects(name, position, objects, kind(parent, name), into);
        } else {
            problems.add(Problem.at(array.position(), "an array holds values or objects, not both"));
        }
    }

    private void appendObjects(
            String name, Position position, List<Members> objects, @Nullable Block kind, List<KdlNode> into) {
        Block listed = kind == null ? null : listed(kind);
        if (listed == null) {
            objects.forEach(object -> appendBlocks(name, object.position(), object, kind, into));
            return;
        }
        List<KdlNode> children = new ArrayList<>();
        objects.forEach(object -> children.add(block(listed.name(), object.position(), object, listed)));
        into.add(node(position, name, List.of(), children));
    }

    private void appendBlocks(
            String name, Position position, Members object, @Nullable Block kind, List<KdlNode> into) {
        if (kind == null || !areIds(object, kind)) {
            into.add(block(name, position, object, kind));
            return;
        }
        for (Member member : object.members()) {
            KdlValue id = new KdlValue.Text(member.position(), null, member.name());
            List<Member> members = ((Members) member.value()).members();
            into.add(node(member.position(), name, List.of(id), children(members, kind)));
        }
    }

    /** Whether the members are blocks of this kind under their ids. */
    private static boolean areIds(Members object, Block kind) {
        return !kind.arguments().isEmpty()
                && kind.arguments().getFirst().name().equals(ID)
                && !object.members().isEmpty()
                && object.members().stream().allMatch(member -> member.value() instanceof Members);
    }

    private KdlNode block(String name, Position position, Members object, @Nullable Block kind) {
        List<Member> rest = new ArrayList<>(object.members());
        List<KdlValue> arguments = kind == null ? List.of() : takeArguments(kind, rest);
        return node(position, name, arguments, children(rest, kind));
    }

    /** Up to the first that is not there: what stands behind a gap would be taken for what is missing. */
    private static List<KdlValue> takeArguments(Block kind, List<Member> members) {
        List<KdlValue> arguments = new ArrayList<>();
        for (Key<?> declared : kind.arguments()) {
            Member member = find(declared.name(), members);
            if (member == null || isKey(kind, declared.name())) {
                return arguments;
            }
            members.remove(member);
            arguments.add(((Scalar) member.value()).value());
        }
        return arguments;
    }

    private static @Nullable Member find(String name, List<Member> members) {
        for (Member member : members) {
            if (dashed(member.name()).equals(name.replace(' ', '-')) && member.value() instanceof Scalar) {
                return member;
            }
        }
        return null;
    }

    private static boolean isKey(Block kind, String name) {
        return kind.keys().stream().anyMatch(key -> key.spellings().contains(name));
    }

    /** The one kind of block that this kind is a list of, or null where there is more to it. */
    private static @Nullable Block listed(Block kind) {
        boolean list = kind.keys().isEmpty()
                && kind.arguments().isEmpty()
                && kind.blocks().stream().map(Block::name).distinct().count() == 1;
        return list ? kind.blocks().getFirst() : null;
    }

    private @Nullable Block kind(@Nullable Block parent, String name) {
        if (parent == null) {
            return null;
        }
        for (Block block : parent.blocks()) {
            if (block.spellings().contains(name)) {
                return extensions.complete(block);
            }
        }
        return null;
    }

    private boolean mayBeEmpty(@Nullable Block parent, String name) {
        return parent != null
                && (kind(parent, name) != null
                        || parent.keys().stream()
                                .anyMatch(key -> key.plural() && key.spellings().contains(name)));
    }

    /** The name as KDL has it. One that the block does not know may be a field's, and stays. */
    private static String nameIn(@Nullable Block block, Member member) {
        String name = member.name();
        if (block == null || name.indexOf('_') < 0) {
            return name;
        }
        List<String> known = block.vocabulary();
        return !known.contains(name) && known.contains(dashed(name)) ? dashed(name) : name;
    }

    private static String dashed(String name) {
        return name.replace('_', '-');
    }

    private static KdlNode node(Position position, String name, List<KdlValue> arguments, List<KdlNode> children) {
        return new KdlNode(position, null, name, List.copyOf(arguments), List.of(), List.copyOf(children));
    }
}
