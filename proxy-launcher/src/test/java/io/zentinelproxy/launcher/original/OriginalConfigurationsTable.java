package io.zentinelproxy.launcher.original;

import io.zentinelproxy.core.config.kdl.Problem;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What comes of the original's configurations, in Markdown. */
final class OriginalConfigurationsTable {
    private static final String INTRODUCTION = """
            # The original's configurations

            <!-- Written by OriginalConfigurationsTest with -Dzentinel.docs.write=true, which else compares. -->

            What this version does with each of the files that the original Zentinel ships as samples: it loads, or is refused, in
            which lines and why, and which capability of a later version takes that away. All else in them is acted on:
            `wire.OriginalSamplesTest` takes out what is refused, serves each file in front of stand-in origins and asks for what
            its text says; `wire.OriginalMainSampleTest` and `wire.OriginalNamespacesSampleTest` do so for the two long ones.

            "wrong in the file" is what neither the original nor we know. The two files on ACME name their origins by `server`,
            which the original's reader skips; it refuses them, too, for upstreams without a target. They are not served.

            | file | lines | says | comes with |
            |---|---|---|---|
            """;

    private OriginalConfigurationsTable() {}

    static String of(Map<String, List<Problem>> problemsByFile) {
        StringBuilder out = new StringBuilder(INTRODUCTION);
        new TreeMap<>(problemsByFile).forEach((file, problems) -> append(file, problems, out));
        return out.toString();
    }

    private static void append(String file, List<Problem> problems, StringBuilder out) {
        if (problems.isEmpty()) {
            out.append("| `").append(file).append("` | | loads | |\n");
        }
        Map<String, String> lines = problems.stream()
                .collect(Collectors.groupingBy(
                        Problem::message,
                        TreeMap::new,
                        Collectors.mapping(
                                problem -> String.valueOf(problem.position().line()), Collectors.joining(", "))));
        lines.forEach((message, where) -> {
            String capability = LaterCapabilities.of(message);
            out.append("| `%s` | %s | %s | %s |\n"
                    .formatted(file, where, message, capability == null ? "wrong in the file" : capability));
        });
    }
}
