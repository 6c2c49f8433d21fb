package io.zentinelproxy.core.bench;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link RouteLookup} and prints nanoseconds by kind of condition and number of routes. Argument {@code quick}: a short run. */
public final class RouteLookupTable {
    private RouteLookupTable() {}

    public static void main(String[] arguments) throws RunnerException {
        boolean quick = arguments.length > 0 && arguments[0].equals("quick");
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(RouteLookup.class.getName())
                .verbosity(VerboseMode.SILENT)
                // JMH's own use of Unsafe, of which the JDK warns.
                .jvmArgsAppend("--sun-misc-unsafe-memory-access=allow")
                .forks(quick ? 1 : 3)
                .warmupIterations(3)
                .warmupTime(TimeValue.milliseconds(quick ? 300 : 1000))
                .measurementIterations(quick ? 3 : 5)
                .measurementTime(TimeValue.milliseconds(quick ? 300 : 1000));
        print(new Runner(options.build()).run());
    }

    private static void print(Collection<RunResult> results) {
        Map<String, Map<Integer, RunResult>> byKind = new TreeMap<>();
        for (RunResult result : results) {
            int routes = Integer.parseInt(result.getParams().getParam("routes"));
            byKind.computeIfAbsent(result.getParams().getParam("kind"), kind -> new TreeMap<>())
                    .put(routes, result);
        }
        System.out.println("ns to find the last route; ratio of the most routes to the fewest");
        byKind.forEach((kind, byRoutes) -> {
            StringBuilder line = new StringBuilder("%-8s".formatted(kind));
            byRoutes.forEach((routes, result) ->
                    line.append("%8d: %6.1f +-%5.1f".formatted(routes, score(result), error(result))));
            double few = score(byRoutes.values().iterator().next());
            double many =
                    score(byRoutes.values().stream().reduce((one, next) -> next).orElseThrow());
            System.out.println(line.append("   ratio %.2f".formatted(many / few)));
        });
    }

    private static double score(RunResult result) {
        return result.getPrimaryResult().getScore();
    }

    /** Half of the interval of 99.9 %. */
    private static double error(RunResult result) {
        return result.getPrimaryResult().getScoreError();
    }
}
