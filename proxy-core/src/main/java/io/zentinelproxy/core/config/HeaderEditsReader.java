package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.HeaderEdits.Line;
import io.zentinelproxy.core.config.HeaderEdits.Rename;
import io.zentinelproxy.core.config.SecretTypes.SecretSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Reads changes of header fields: {@code set "X-A" "1"}, or {@code set { "X-A" "1"; }} with a line for each field, {@code rename} and
 * {@code add} likewise, {@code remove "X-B" "X-C"}.
 */
final class HeaderEditsReader {
    private static final Key<String> SET_NAME = name(HttpTypes.SETTABLE_FIELD, "name", "The field.");
    private static final Key<String> NAME = name(HttpTypes.OPTIONAL_FIELD, "name", "The field.");
    private static final Key<String> NEW_NAME =
            name(HttpTypes.OPTIONAL_FIELD, "new name", "What it is called afterwards.");

    private static final Key<SecretSource> VALUE =
            Key.optional("value", SecretTypes.FIELD_VALUE, "given in the block", "Its value.");

    private static final Key<SecretSource> LINE_VALUE =
            Key.required("value", SecretTypes.FIELD_VALUE, "The value of the field that the line is named after.");

    private static final Key<String> LINE_NEW_NAME = Key.required(
            "new name", HttpTypes.OPTIONAL_FIELD, "The new name of the field that the line is named after.");

    private static final Block LINE = Block.repeated("field", "A field.").arguments(LINE_VALUE);
    private static final Block RENAMED = Block.repeated("field", "A field.").arguments(LINE_NEW_NAME);

    static final Block RENAME = Block.repeated(
                    "rename",
                    "Gives a field another name, in place of what had it; the first of the changes. In a block, a line for each field.")
            .arguments(NAME, NEW_NAME);

    static final Block SET = Block.repeated(
                    "set", "Makes this the only value of a field, after `rename`. In a block, a line for each field.")
            .arguments(SET_NAME, VALUE);

    static final Block ADD = Block.repeated(
                    "add", "Adds a line, beside those that are there, after `set`. In a block, a line for each field.")
            .arguments(NAME, VALUE);

    static final Key<String> REMOVE =
            Key.plural("remove", HttpTypes.OPTIONAL_FIELD, "none", "Takes fields away; the last of the changes.");

    private static Key<String> name(ValueType<String> type, String name, String meaning) {
        return Key.optional(name, type, "given in the block", meaning);
    }

    private HeaderEditsReader() {}

    /** Reads the four kinds of change that the section's block declares. */
    static HeaderEdits read(Section section) {
        return new HeaderEdits(
                flat(section.each(RENAME, HeaderEditsReader::readRenames)),
                flat(section.each(SET, set -> readLines(set, SET_NAME))),
                flat(section.each(ADD, add -> readLines(add, NAME))),
                List.copyOf(section.all(REMOVE)));
    }

    private static List<Line> readLines(Section section, Key<String> key) {
        return readAll(section, key, VALUE, LINE, LINE_VALUE, (name, source) -> {
            SecretText value = SecretTypes.fieldValue(source, section);
            return value == null ? null : new Line(name, value);
        });
    }

    private static List<Rename> readRenames(Section section) {
        return readAll(section, NAME, NEW_NAME, RENAMED, LINE_NEW_NAME, Rename::new);
    }

    /** What stands behind the block's name, and then each line in it. */
    private static <V, R> List<R> readAll(
            Section section,
            Key<String> key,
            Key<V> value,
            Block line,
            Key<V> lineValue,
            BiFunction<String, V, @Nullable R> make) {
        requireContent(section);
        List<R> read = new ArrayList<>();
        addIfBoth(section.argument(key), section.argument(value), make, read);
        section.named(
                any -> true, line, one -> addIfBoth(one.nameLocated(key.type()), one.argument(lineValue), make, read));
        return read;
    }

    private static <V, R> @Nullable R addIfBoth(
            @Nullable Located<String> name,
            @Nullable Located<V> value,
            BiFunction<String, V, @Nullable R> make,
            List<R> into) {
        if (name == null || value == null) {
            return null;
        }
        R made = make.apply(name.value(), value.value());
        if (made != null) {
            into.add(made);
        }
        return made;
    }

    private static void requireContent(Section section) {
        int written = section.argumentCount();
        if (written == 1 || written == 0 && section.isEmpty()) {
            section.report(
                    "`" + section.name() + "` needs two values", "a field name and a value, or a block of such lines");
        }
    }

    private static <T> List<T> flat(List<List<T>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }
}
