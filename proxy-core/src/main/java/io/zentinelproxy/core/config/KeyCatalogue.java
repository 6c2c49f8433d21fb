package io.zentinelproxy.core.config;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Every key that is accepted, from the same declarations that the reader reads by. */
public final class KeyCatalogue {
    private static final List<String> HEADINGS = List.of("key", "type", "unit", "default", "meaning", "also spelt");

    private KeyCatalogue() {}

    /** All keys of core's, block by block. */
    public static List<DeclaredKey> keys() {
        return keys(List.of());
    }

    /** All keys, with those that modules add, block by block. */
    public static List<DeclaredKey> keys(List<? extends Extension> modules) {
        Extensions extensions = Extensions.of(modules);
        List<DeclaredKey> keys = new ArrayList<>();
        ConfigurationReader.ROOT.keys().forEach(key -> keys.add(DeclaredKey.of(key.name(), key)));
        extensions.complete(ConfigurationReader.ROOT).blocks().forEach(block -> collect("", block, extensions, keys));
        return List.copyOf(keys);
    }

    /** All keys as a table for a terminal, one line a key, with a line of headings. */
    public static String table() {
        return table("", List.of());
    }

    /** The keys whose path contains a text, as a table for a terminal; empty where there is none. */
    public static String table(String part, List<? extends Extension> modules) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        keys(modules).stream().filter(key -> key.path().contains(part)).forEach(key -> rows.add(row(key)));
        if (rows.size() == 1) {
            return "";
        }
        int[] widths = widths(rows);
        return rows.stream().map(row -> line(row, widths)).collect(Collectors.joining("\n", "", "\n"));
    }

    /** What a block declares about itself, its arguments and its keys; then its blocks. */
    private static void collect(String parent, Block block, Extensions extensions, List<DeclaredKey> into) {
        String path = parent + block.title();
        into.add(DeclaredKey.of(path, block));
        if (isAsAtTheTop(parent, block)) {
            return;
        }
        block.arguments().forEach(key -> into.add(DeclaredKey.of(path + " <" + key.name() + ">", key)));
        block.keys().forEach(key -> into.add(DeclaredKey.of(path + "." + key.name(), key)));
        extensions.complete(block).blocks().forEach(child -> collect(path + ".", child, extensions, into));
    }

    /** Whether a block in a namespace stands at the top as well, where all that may stand in it is listed. */
    static boolean isAsAtTheTop(String parent, Block block) {
        return parent.startsWith(NamespacesReader.BLOCK.name() + ".")
                && ConfigurationReader.ROOT.blocks().contains(block);
    }

    private static List<String> row(DeclaredKey key) {
        return List.of(
                key.path(), key.type(), key.unit(), key.fallback(), key.meaning(), String.join(", ", key.aliases()));
    }

    private static int[] widths(List<List<String>> rows) {
        int[] widths = new int[HEADINGS.size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return widths;
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            line.append(cell).append(" ".repeat(widths[column] - cell.length() + 2));
        }
        return line.toString().stripTrailing();
    }
}
