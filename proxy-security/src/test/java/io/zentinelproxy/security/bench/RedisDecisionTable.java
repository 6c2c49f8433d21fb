package io.zentinelproxy.security.bench;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.StoreSettings.Fallback;
import io.zentinelproxy.security.redis.RedisServer;
import io.zentinelproxy.security.redis.RedisSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Asks a Redis of its own for decisions, as many threads as connections, in turn with {@code redis-benchmark}, which runs the same program on
 * as many connections. Argument {@code quick}: a short run.
 */
public final class RedisDecisionTable {
    private static final Pattern RATE = Pattern.compile("([0-9.]+) requests per second, p50=([0-9.]+) msec");

    private RedisDecisionTable() {}

    private record Round(DecisionTimes ours, double theirs, double theirMicros) {
        double ratio() {
            return ours.perSecond() / theirs;
        }
    }

    public static void main(String[] arguments) throws Exception {
        boolean quick = arguments.length > 0 && arguments[0].equals("quick");
        Duration time = Duration.ofSeconds(quick ? 1 : 4);
        int rounds = quick ? 3 : 7;
        try (RedisServer server = RedisServer.start()) {
            System.out.println(
                    "connections  decisions/s  redis-benchmark    ratio (of the rounds)    p50 us  redis-benchmark  p99 us");
            for (int connections : List.of(1, 8)) {
                try (LimitStore store = settings(server, connections).open()) {
                    DecisionTimes.of(store, connections, time);
                    List<Round> all = new ArrayList<>();
                    for (int i = 0; i < rounds; i++) {
                        all.add(round(server, store, connections, time));
                    }
                    print(connections, all);
                }
            }
        }
    }

    private static RedisSettings settings(RedisServer server, int connections) {
        return new RedisSettings(
                RedisSettings.Mode.SINGLE,
                List.of(new OriginAddress.Tcp("127.0.0.1", server.port())),
                "",
                0,
                null,
                null,
                null,
                "bench:",
                connections,
                Duration.ofSeconds(1),
                Fallback.CLOSED);
    }

    private static Round round(RedisServer server, LimitStore store, int connections, Duration time) throws Exception {
        DecisionTimes ours = DecisionTimes.of(store, connections, time);
        long requests = (long) (ours.perSecond() * time.toSeconds());
        List<String> command = new ArrayList<>(List.of(
                "redis-benchmark",
                "-q",
                "-p",
                String.valueOf(server.port()),
                "-c",
                String.valueOf(connections),
                "-n",
                String.valueOf(requests)));
        command.addAll(server.programAndArguments());
        Matcher told = RATE.matcher(RedisServer.run(command));
        double theirs = 0;
        double micros = 0;
        while (told.find()) {
            theirs = Double.parseDouble(told.group(1));
            micros = Double.parseDouble(told.group(2)) * 1e3;
        }
        return new Round(ours, theirs, micros);
    }

    private static void print(int connections, List<Round> rounds) {
        double[] ratios = sorted(rounds.stream().mapToDouble(Round::ratio).toArray());
        System.out.printf(
                "%11d  %11.0f  %15.0f    %.2f (%.2f to %.2f)  %16.1f  %15.1f  %6.1f%n",
                connections,
                median(rounds.stream().mapToDouble(one -> one.ours.perSecond()).toArray()),
                median(rounds.stream().mapToDouble(one -> one.theirs).toArray()),
                median(ratios),
                ratios[0],
                ratios[ratios.length - 1],
                median(rounds.stream().mapToDouble(one -> one.ours.micros(0.5)).toArray()),
                median(rounds.stream().mapToDouble(one -> one.theirMicros).toArray()),
                median(rounds.stream().mapToDouble(one -> one.ours.micros(0.99)).toArray()));
    }

    private static double median(double[] values) {
        return sorted(values)[values.length / 2];
    }

    private static double[] sorted(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted;
    }
}
