package io.zentinelproxy.security.bench;

import java.util.Collection;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link LocalDecision} with one thread and with two, and prints nanoseconds and octets. Argument {@code quick}: a short run. */
public final class LocalDecisionTable {
    private LocalDecisionTable() {}

    public static void main(String[] arguments) throws RunnerException {
        boolean quick = arguments.length > 0 && arguments[0].equals("quick");
        System.out.println("threads decision        ns of a thread   octets allocated");
        for (int threads = 1; threads <= 2; threads++) {
            print(threads, new Runner(options(threads, quick)).run());
        }
    }

    private static Options options(int threads, boolean quick) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(LocalDecision.class.getName())
                .verbosity(VerboseMode.SILENT)
                .addProfiler(GCProfiler.class)
                // JMH's own use of Unsafe, of which the JDK warns.
                .jvmArgsAppend("--sun-misc-unsafe-memory-access=allow")
                .threads(threads)
                .forks(quick ? 1 : 3)
                .warmupIterations(3)
                .warmupTime(TimeValue.milliseconds(quick ? 300 : 1000))
                .measurementIterations(quick ? 3 : 5)
                .measurementTime(TimeValue.milliseconds(quick ? 300 : 1000));
        return options.build();
    }

    private static void print(int threads, Collection<RunResult> results) {
        for (RunResult result : results) {
            Result<?> time = result.getPrimaryResult();
            System.out.printf(
                    "%d       %-12s %10.1f +-%5.1f %12.1f%n",
                    threads,
                    time.getLabel(),
                    time.getScore(),
                    time.getScoreError(),
                    result.getSecondaryResults().get("gc.alloc.rate.norm").getScore());
        }
    }
}
