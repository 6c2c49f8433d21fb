package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.exchange.Exchange;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Takes endpoints in turn, each as often as its weight says and as evenly spread as that allows: the turns of one whole round are
 * laid out once, by nginx's smooth weighted round robin, so that choosing is a counter and an array.
 */
public final class RoundRobin implements Balancer {
    /** Turns of one round; weights that need more are scaled down, none below 1. */
    private static final int MAX_TURNS = 4096;

    private final AtomicInteger next = new AtomicInteger();
    private volatile Round round;

    /** The turns of one round, laid out for these. */
    private record Round(Candidates among, Endpoint[] turns) {
        static Round of(Candidates among) {
            return new Round(among, layOut(among.usable(), scaled(among.usable())));
        }

        Endpoint at(int turn) {
            return turns[Math.floorMod(turn, turns.length)];
        }
    }

    public RoundRobin(List<Endpoint> endpoints) {
        round = Round.of(Candidates.of(endpoints, endpoint -> true));
    }

    private static int[] scaled(List<Endpoint> endpoints) {
        long sum = endpoints.stream().mapToLong(Endpoint::weight).sum();
        long divisor = endpoints.stream().mapToLong(Endpoint::weight).reduce(0, RoundRobin::commonDivisor);
        long scale = Math.max(divisor, (sum + MAX_TURNS - 1) / MAX_TURNS);
        return endpoints.stream()
                .mapToInt(endpoint -> (int) Math.max(1, endpoint.weight() / scale))
                .toArray();
    }

    private static long commonDivisor(long a, long b) {
        return b == 0 ? a : commonDivisor(b, a % b);
    }

    private static Endpoint[] layOut(List<Endpoint> endpoints, int[] weights) {
        int total = java.util.Arrays.stream(weights).sum();
        long[] current = new long[weights.length];
        Endpoint[] turns = new Endpoint[total];
        for (int turn = 0; turn < total; turn++) {
            int best = 0;
            for (int i = 0; i < weights.length; i++) {
                current[i] += weights[i];
                best = current[i] > current[best] ? i : best;
            }
            current[best] -= total;
            turns[turn] = endpoints.get(best);
        }
        return turns;
    }

    @Override
    public Endpoint choose(Exchange exchange, Candidates among) {
        Round current = round;
        if (current.among != among) {
            current = Round.of(among);
            if (among.isLasting()) {
                round = current;
            }
        }
        return current.turns.length == 1 ? current.turns[0] : current.at(next.getAndIncrement());
    }
}
