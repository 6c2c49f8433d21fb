package io.zentinelproxy.core.config;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The chapter of the manual about the configuration, in Markdown, from the same declarations that the reader reads by. */
public final class ConfigurationManual {
    private static final String INTRODUCTION = """
            # Configuration

            <!-- Generated from the declarations that the reader reads by, which a test compares with this file.
                 To write it anew: scripts/mvn -pl proxy-launcher -am test -Dtest=ConfigurationManualTest \\
                 -Dsurefire.failIfNoSpecifiedTests=false -Dzentinel.docs.write=true -->

            A configuration is a file of [KDL 2](https://kdl.dev) text in UTF-8 and the files that it includes, at most 1,000 of
            them, 64 MiB together, 32 includes and 64 blocks deep. A file that is not KDL 2 is tried whole as KDL 1.
            `zentinel keys` prints the keys below.

            - The blocks of included files count as written in the place of the `include`. `listeners`, `routes`, `upstreams` and
              `filters` may stand in any number of files; `system`, `limits` and `observability` stand once. A file that is included
              twice is taken once; a circle is an error, and so is a file that is named and missing. A pattern that no file fits is
              a warning in the log. Patterns do not find names that begin with a dot.
            - A key that is not listed here is an error, and so are a wrong value, a key given twice, and a name that nothing has.
              All errors of a file are told at once, each with its place. Nothing is started with a file that has one.
            - A key of the original Zentinel that this version does not act on is refused, not ignored.
            - A key with one value may be written as a child of its block, `address "127.0.0.1:8080"`, or as a property of it,
              `address="127.0.0.1:8080"`. One with several values takes them in one line, in several, or both.
            - A duration is a number of seconds, or a string with a unit: `"500ms"`, `"30s"`, `"5m"`, `"1h"`, `"1d"`.
            - A size is a number of octets, or a string with a unit: `"64KB"`, `"10MB"`, `"1GB"`, also `"64KiB"` and so on.
              A KB is 1024 octets.

            ## JSON

            A file whose name ends in `.json` says the same in JSON (RFC 8259), up to 32 MiB; it may include KDL and be included.

            | KDL | JSON |
            |---|---|
            | `max-header-count 50` | `"max-header-count": 50` |
            | `path "/a" "/b"` | `"path": ["/a", "/b"]` |
            | `limits { ... }` | `"limits": {...}` |
            | `route "a" { priority 1; }` and another | `"route": [{"id": "a", "priority": 1}, {...}]` or `"route": {"a": {"priority": 1}, ...}` |
            | `routes { route "a"; route "b"; }` | the same in `"routes": {...}`, or a list, `"routes": [{"id": "a"}, {"id": "b"}]` |
            | `header "X-A" "1"`: two values behind a block's name | members of those names: `"header": {"name": "X-A", "value": "1"}` |

            Names may be written with `_` for `-`. A name that stands twice in an object is an error.
            """;

    private final Extensions extensions;

    private ConfigurationManual(Extensions extensions) {
        this.extensions = extensions;
    }

    /** The whole chapter, with the blocks that modules add. */
    public static String render(List<? extends Extension> modules) {
        return new ConfigurationManual(Extensions.of(modules)).render();
    }

    private String render() {
        StringBuilder out = new StringBuilder();
        out.append(INTRODUCTION);
        Block root = extensions.complete(ConfigurationReader.ROOT);
        appendTable(root, out.append("\n## The top level\n"));
        root.blocks().forEach(block -> appendBlock("", block, out));
        appendUnsupported(root, "the top level", out.append("\n## Known, but not supported\n"));
        appendUnsupportedIn("", root.blocks(), out);
        return out.toString();
    }

    private void appendBlock(String parent, Block block, StringBuilder out) {
        String path = parent + block.title();
        out.append("\n## ").append(path).append("\n\n").append(block.meaning());
        out.append(block.plural() ? " May be written several times." : "");
        out.append(also(block.aliases())).append('\n');
        if (KeyCatalogue.isAsAtTheTop(parent, block)) {
            out.append("The same may stand in it as at the top, under [").append(block.name());
            out.append("](#").append(block.name()).append(").\n");
            return;
        }
        appendTable(block, out);
        extensions.complete(block).blocks().forEach(child -> appendBlock(path + ".", child, out));
    }

    private static void appendTable(Block block, StringBuilder out) {
        if (!block.arguments().isEmpty() || !block.keys().isEmpty()) {
            out.append("\n| key | takes | default | meaning |\n|---|---|---|---|\n");
        }
        block.arguments().forEach(key -> appendRow(key, " (behind `" + block.name() + "`)", out));
        block.keys().forEach(key -> appendRow(key, "", out));
    }

    private static void appendRow(Key<?> key, String place, StringBuilder out) {
        String several = key.plural() ? "one or several: " : "";
        List<String> cells = List.of(
                "`" + key.name() + "`" + place,
                several + key.type().expected(),
                key.absence(),
                key.meaning() + also(key.aliases()));
        out.append(
                cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |\n")));
    }

    private static String also(List<String> aliases) {
        return aliases.isEmpty() ? "" : " Also spelt " + codes(aliases.stream()) + ".";
    }

    private void appendUnsupportedIn(String parent, List<Block> blocks, StringBuilder out) {
        for (Block block : blocks) {
            if (KeyCatalogue.isAsAtTheTop(parent, block)) {
                continue;
            }
            String path = parent + block.title();
            appendUnsupported(block, "`" + path + "`", out);
            appendUnsupportedIn(path + ".", extensions.complete(block).blocks(), out);
        }
    }

    private static void appendUnsupported(Block block, String where, StringBuilder out) {
        if (!block.unsupported().isEmpty()) {
            out.append("\nIn ").append(where).append(": ");
            out.append(codes(block.unsupported().stream())).append(".\n");
        }
        block.elsewhere()
                .forEach((name, place) -> out.append("\nIn ")
                        .append(where)
                        .append(": `")
                        .append(name)
                        .append("`, which has its place elsewhere: ")
                        .append(place)
                        .append(".\n"));
    }

    private static String codes(Stream<String> words) {
        return words.map(word -> "`" + word + "`").collect(Collectors.joining(", "));
    }
}
