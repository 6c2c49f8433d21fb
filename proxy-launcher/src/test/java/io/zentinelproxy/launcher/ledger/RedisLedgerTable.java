package io.zentinelproxy.launcher.ledger;

import io.zentinelproxy.inference.ledger.Alerts;
import io.zentinelproxy.inference.ledger.Claim;
import io.zentinelproxy.inference.ledger.Decision;
import io.zentinelproxy.inference.ledger.Entry;
import io.zentinelproxy.inference.ledger.Ledger;
import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.ledger.Measure;
import io.zentinelproxy.inference.ledger.Window;
import io.zentinelproxy.inference.model.AnswerEnd;
import io.zentinelproxy.inference.model.Usage;
import io.zentinelproxy.inference.model.UsageSource;
import io.zentinelproxy.security.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Prints what a decision of the ledger and its end take in a Redis of its own, which writes nothing to a disk, and how often that was asked for each. */
public final class RedisLedgerTable {
    private static final int WARM = 5_000;
    private static final int DECISIONS = 20_000;
    private static final long MOST = 1L << 50;
    private static final Pattern CALLS = Pattern.compile("cmdstat_evalsha:calls=([0-9]+)");
    private static final Entry ENTRY = new Entry(
            "3Nf8kQ2vT1w",
            1_792_584_000_000L,
            "chat",
            "key-1",
            "team-1",
            "gpt-4o-2024-08-06",
            new Usage(900, 0, 0, 100, 0),
            1234,
            UsageSource.PROVIDER,
            AnswerEnd.STOP);

    private RedisLedgerTable() {}

    public static void main(String[] arguments) throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            System.out.println("threads  claims  requests/s  decision p50 us  p99 us  end p50 us  questions a request");
            for (int threads : new int[] {1, 8}) {
                for (int claims : new int[] {1, 4}) {
                    try (Ledger ledger =
                            Places.redis(redis.port(), Duration.ofMinutes(15)).open(Alerts.none())) {
                        run(ledger, claims, threads, WARM);
                        long before = questions(redis);
                        long begin = System.nanoTime();
                        List<long[]> times = run(ledger, claims, threads, DECISIONS);
                        double seconds = (System.nanoTime() - begin) / 1e9;
                        double asked = (double) (questions(redis) - before) / DECISIONS;
                        print(threads, claims, seconds, times, asked);
                    }
                }
            }
        }
    }

    private static void print(int threads, int claims, double seconds, List<long[]> times, double asked) {
        long[] decided = times.getFirst();
        long[] ended = times.getLast();
        System.out.printf(
                "%7d  %6d  %10.0f  %15.0f  %6.0f  %10.0f  %19.2f%n",
                threads,
                claims,
                DECISIONS / seconds,
                decided[decided.length / 2] / 1e3,
                decided[decided.length * 99 / 100] / 1e3,
                ended[ended.length / 2] / 1e3,
                asked);
    }

    private static long questions(RedisServer redis) {
        Matcher calls = CALLS.matcher(redis.cli("INFO", "commandstats"));
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }

    /** Nanoseconds of all decisions, and of all ends, each in order. */
    private static List<long[]> run(Ledger ledger, int claims, int threads, int decisions) throws Exception {
        try (ExecutorService all = Executors.newFixedThreadPool(threads)) {
            List<Future<long[][]>> running = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                running.add(all.submit(spending(ledger, claims, decisions / threads)));
            }
            long[] decided = {};
            long[] ended = {};
            for (Future<long[][]> one : running) {
                decided = joined(decided, one.get()[0]);
                ended = joined(ended, one.get()[1]);
            }
            Arrays.sort(decided);
            Arrays.sort(ended);
            return List.of(decided, ended);
        }
    }

    private static long[] joined(long[] some, long[] more) {
        long[] both = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, both, some.length, more.length);
        return both;
    }

    private static Callable<long[][]> spending(Ledger ledger, int claims, int times) {
        return () -> {
            List<Claim> all = new ArrayList<>();
            long[] used = new long[claims];
            for (int i = 0; i < claims; i++) {
                all.add(new Claim(limit(i), "holder-" + i, 1000));
                used[i] = 900;
            }
            long[][] nanos = new long[2][times];
            for (int i = 0; i < times; i++) {
                long begin = System.nanoTime();
                Decision decision = ledger.reserve(all);
                long decided = System.nanoTime();
                if (decision instanceof Decision.Granted granted) {
                    granted.reservation().settle(used, ENTRY);
                }
                nanos[0][i] = decided - begin;
                nanos[1][i] = System.nanoTime() - decided;
            }
            return nanos;
        };
    }

    private static Limit limit(int which) {
        Window window = switch (which % 3) {
            case 0 -> new Window.Calendar(Window.Unit.MONTH);
            case 1 -> new Window.Bucket(Duration.ofMinutes(1), 1L << 40);
            default -> new Window.Rolling(Duration.ofHours(1));
        };
        long most = which % 3 == 1 ? 60_000_000_000L : MOST;
        return new Limit("limit-" + which, Measure.TOKENS, window, most, 0, null, List.of(800, 1000), true);
    }
}
