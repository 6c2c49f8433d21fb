package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlNode;
import io.zentinelproxy.core.config.kdl.KdlValue;
import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One block as it was written, being read. Reading a key consumes it; what is left at the end is a problem. A key that the
 * block does not declare cannot be read, and a key that it declares must be: both fail as defects of ours, not of the file.
 * Confined to one thread.
 */
public final class Section {
    private final KdlNode node;
    private final Block block;
    private final Problems problems;
    private final Extensions extensions;
    private final Contents contents;

    /** Declarations asked for; each counts once, since what is consumed is not there to be asked for again. */
    private int asked;

    private int argumentsRead;

    /** What relative paths start from: nothing, the folder that the process was started in, until {@link #base} says otherwise. */
    private Path base = Path.of("");

    /** @param declared without the blocks of modules, which are looked up in the extensions */
    Section(KdlNode node, Block declared, Extensions extensions, Problems problems) {
        this.node = node;
        this.block = extensions.completeFor(node, declared);
        this.extensions = extensions;
        this.problems = problems;
        this.contents = new Contents(node, block, problems);
    }

    /** From here on relative paths in this block, and in those read in it, start from this folder. */
    void base(Path folder) {
        base = folder;
    }

    /** A path as it is meant: every path of the configuration goes through here. */
    public Path resolve(Path path) {
        return base.resolve(path);
    }

    /** As {@link #resolve(Path)}, for a log that may also be a stream. */
    LogPlace resolve(LogPlace place) {
        return place instanceof LogPlace.File file ? new LogPlace.File(resolve(file.path())) : place;
    }

    /** Reads a block into what it means. */
    @FunctionalInterface
    public interface Reader<R> {
        /** Null where a problem was reported that leaves nothing to return. */
        @Nullable
        R read(Section section);
    }

    /** Where the block's name stands. */
    public Position position() {
        return node.position();
    }

    String name() {
        return node.name();
    }

    /** The value of a key with a default. */
    public <T> T get(Key<T> key) {
        T fallback = key.fallback();
        if (fallback == null) {
            throw new IllegalStateException(key.name() + " has no default");
        }
        T value = find(key);
        return value == null ? fallback : value;
    }

    /** The value of a key, or null where it is missing or refused; missing is reported of a required key. */
    public <T> @Nullable T find(Key<T> key) {
        Located<T> located = locate(key);
        return located == null ? null : located.value();
    }

    /** As {@link #find}, with the place of the value. */
    public <T> @Nullable Located<T> locate(Key<T> key) {
        return locate(key, List.of());
    }

    /** As {@link #locate(Key)}, but nothing is missing where one of these children, which take the key's place, is written. */
    <T> @Nullable Located<T> locate(Key<T> key, List<String> inPlaceOfIt) {
        ask(key, block.keys());
        List<Entry> written = contents.take(key.spellings());
        if (written.isEmpty()) {
            if (key.isRequired() && !contents.hasNode(inPlaceOfIt)) {
                contents.reportMissing(key);
            }
            return null;
        }
        reportRepeated(written);
        return written.getFirst().single(key.type(), problems);
    }

    /** The values of a plural key, in the order of the file. */
    public <T> List<T> all(Key<T> key) {
        return allLocated(key).stream().map(Located::value).toList();
    }

    /** As {@link #all}, with the place of each value. */
    public <T> List<Located<T>> allLocated(Key<T> key) {
        ask(key, block.keys());
        List<Located<T>> values = new ArrayList<>();
        for (Entry entry : contents.take(key.spellings())) {
            entry.each(key.type(), problems, values);
        }
        return values;
    }

    /** The next argument behind the block's name, or null where it is missing or refused. */
    public <T> @Nullable Located<T> argument(Key<T> key) {
        ask(key, block.arguments());
        if (argumentsRead == node.arguments().size()) {
            if (key.isRequired()) {
                problems.add(Problem.at(position(), "`" + name() + "` needs its " + key.name())
                        .expecting(key.type().expected()));
            }
            return null;
        }
        KdlValue value = node.arguments().get(argumentsRead++);
        return Entry.read(value, key.type(), problems);
    }

    /** Reads every block of a kind; what the reader returns as null is left out. */
    public <R> List<R> each(Block kind, Reader<R> reader) {
        ask(kind, block.blocks());
        List<R> results = new ArrayList<>();
        for (KdlNode child : contents.takeNodes(node -> isOf(kind, node))) {
            R result = readChild(child, kind, reader);
            if (result != null) {
                results.add(result);
            }
        }
        return results;
    }

    private static boolean isOf(Block kind, KdlNode child) {
        return kind.spellings().contains(child.name())
                && (kind.variant().isEmpty() || kind.variant().equals(Variants.typeOf(child)));
    }

    /**
     * Reports the blocks of a name that are left, since their {@code type} is none of those that were read.
     *
     * @return the ids behind their names, so that what names them is not refused as well
     */
    List<Located<String>> reportOtherTypes(Variants variants) {
        List<Located<String>> ids = new ArrayList<>();
        for (KdlNode child : contents.takeNodes(node -> variants.name().equals(node.name()))) {
            problems.add(variants.problemOf(child));
            if (!child.arguments().isEmpty() && child.arguments().getFirst() instanceof KdlValue.Text id) {
                ids.add(new Located<>(id.text(), id.position()));
            }
        }
        return ids;
    }

    /** Reads the one block of a kind, or an empty one where none is written. */
    <R extends @Nullable Object> R one(Block kind, Function<Section, R> reader) {
        ask(kind, block.blocks());
        List<KdlNode> written = contents.takeNodes(kind.spellings());
        if (written.size() > 1) {
            reportRepeated(written.stream().map(Entry::of).toList());
        }
        KdlNode child = written.isEmpty() ? emptyNode(kind) : written.getFirst();
        Section section = new Section(child, kind, extensions, problems);
        section.base = base;
        R result = reader.apply(section);
        section.close();
        return result;
    }

    /** Reads the one block of a kind; null where none is written, or the reader returns null. */
    public <R> @Nullable R optional(Block kind, Reader<R> reader) {
        ask(kind, block.blocks());
        List<KdlNode> written = contents.takeNodes(kind.spellings());
        if (written.isEmpty()) {
            return null;
        }
        reportRepeated(written.stream().map(Entry::of).toList());
        return readChild(written.getFirst(), kind, reader);
    }

    /** The blocks of modules that stand in this one, which is declared so. */
    List<ModuleSettings> modules(Block declared) {
        return block == declared ? List.of() : extensions.read(this, declared);
    }

    /** The types of filter that modules add, where this block, which is declared so, has any. */
    List<FilterType> filterTypes(Block declared) {
        return block == declared ? List.of() : extensions.filters();
    }

    /** These types and those of modules. */
    Variants complete(Variants core) {
        return extensions.complete(core);
    }

    private KdlNode emptyNode(Block kind) {
        return new KdlNode(position(), null, kind.name(), List.of(), List.of(), List.of());
    }

    /** Reads the children, not read otherwise, whose names fit, as blocks of a kind. */
    <R> List<R> named(Predicate<String> name, Block kind, Reader<R> reader) {
        List<R> results = new ArrayList<>();
        for (KdlNode child : contents.takeNodes(node -> name.test(node.name()))) {
            R result = readChild(child, kind, reader);
            if (result != null) {
                results.add(result);
            }
        }
        return results;
    }

    /** The block's own name read as a value, or null where it is refused. */
    <T> @Nullable T nameAs(ValueType<T> type) {
        Located<T> read = nameLocated(type);
        return read == null ? null : read.value();
    }

    /** As {@link #nameAs}, with its place. */
    <T> @Nullable Located<T> nameLocated(ValueType<T> type) {
        return Entry.read(new KdlValue.Text(position(), null, name()), type, problems);
    }

    /** Whether a block of a kind is written here and not read yet. */
    boolean has(Block kind) {
        return contents.hasNode(kind.spellings());
    }

    /** Whether a key is written here and not read yet. */
    boolean has(Key<?> key) {
        return contents.has(key.spellings());
    }

    boolean hasArguments() {
        return argumentCount() > 0;
    }

    /** Arguments behind the block's name, read or not. */
    int argumentCount() {
        return node.arguments().size();
    }

    /** Whether nothing stands in the block. */
    public boolean isEmpty() {
        return node.children().isEmpty() && node.properties().isEmpty();
    }

    /** Reports a problem at the block's name. */
    public void report(String message, String expected) {
        problems.add(Problem.at(position(), message).expecting(expected));
    }

    public void report(Problem problem) {
        problems.add(problem);
    }

    /** Reports all that was written and not read. */
    void close() {
        requireAllAsked();
        List<KdlValue> arguments = node.arguments();
        for (KdlValue extra : arguments.subList(argumentsRead, arguments.size())) {
            problems.add(Problem.at(extra.position(), "unexpected argument of `" + name() + "`")
                    .expecting(argumentsExpected()));
        }
        if (node.type() != null) {
            problems.add(Problem.at(position(), "a type annotation has no meaning here"));
        }
        contents.reportRest();
    }

    private String argumentsExpected() {
        if (block.arguments().isEmpty()) {
            return "no argument";
        }
        return "no more than "
                + String.join(" and ", block.arguments().stream().map(Key::name).toList());
    }

    private <R> @Nullable R readChild(KdlNode child, Block kind, Reader<R> reader) {
        Section section = new Section(child, kind, extensions, problems);
        section.base = base;
        R result = reader.read(section);
        section.close();
        return result;
    }

    private void reportRepeated(List<Entry> written) {
        for (Entry again : written.subList(1, written.size())) {
            String first = written.getFirst().position().seenFrom(again.position());
            problems.add(Problem.at(again.position(), "`" + again.name() + "` is given again; it stands in " + first));
        }
    }

    @SuppressWarnings("ReferenceEquality") // Two blocks may declare equal keys; this one's own is meant.
    private void ask(Object declared, List<?> declarations) {
        for (Object declaration : declarations) {
            if (declaration == declared) {
                asked++;
                return;
            }
        }
        throw new IllegalStateException("read, but not declared in " + block.name() + ": " + declared);
    }

    private void requireAllAsked() {
        int declared =
                block.arguments().size() + block.keys().size() + block.blocks().size();
        if (asked != declared) {
            throw new IllegalStateException(
                    "of " + declared + " declarations of " + block.name() + ", " + asked + " were read");
        }
    }
}
