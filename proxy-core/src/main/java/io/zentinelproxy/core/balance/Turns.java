package io.zentinelproxy.core.balance;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One round in which each endpoint has as many turns as its weight says, spread as evenly as that allows: the k-th of the w turns of the
 * i-th of n stands at (k + (i + 1/2) / n) / w of the round, so that those of the same weight are spread as well. Laid out once for those that may be chosen, so that choosing is an array. Immutable.
 */
final class Turns {
    /** Turns of one round; weights that need more are scaled down, none below 1. */
    private static final int MAX_TURNS = 4096;

    private final Candidates among;

    /** Positions among the usable. */
    private final int[] order;

    private Turns(Candidates among, int[] order) {
        this.among = among;
        this.order = order;
    }

    /** The turns of the candidates given last, as long as they may be given again. Any thread. */
    static final class Kept {
        private final ToIntFunction<Endpoint> weight;
        private volatile @Nullable Turns last;

        /** @param weight of each endpoint, at least 1 */
        Kept(ToIntFunction<Endpoint> weight) {
            this.weight = weight;
        }

        static Kept byWeight() {
            return new Kept(Endpoint::weight);
        }

        static Kept even() {
            return new Kept(endpoint -> 1);
        }

        Turns of(Candidates among) {
            Turns kept = last;
            if (kept != null && kept.among == among) {
                return kept;
            }
            Turns made = Turns.of(among, weight);
            if (among.isLasting()) {
                last = made;
            }
            return made;
        }
    }

    static Turns of(Candidates among, ToIntFunction<Endpoint> weight) {
        int[] weights = scaled(among.usable(), weight);
        int[] order = Arrays.stream(weights).max().orElse(1) == 1
                ? IntStream.range(0, weights.length).toArray()
                : layOut(weights);
        return new Turns(among, order);
    }

    int size() {
        return order.length;
    }

    /** Whose turn it is, by position among the usable. */
    int position(int turn) {
        return order[Math.floorMod(turn, order.length)];
    }

    /** Whose turn it is. */
    Endpoint at(int turn) {
        return among.usable().get(position(turn));
    }

    private static int[] scaled(List<Endpoint> endpoints, ToIntFunction<Endpoint> weight) {
        int[] weights = endpoints.stream().mapToInt(weight).toArray();
        long sum = Arrays.stream(weights).asLongStream().sum();
        long divisor = Arrays.stream(weights).asLongStream().reduce(0, Turns::commonDivisor);
        long scale = Math.max(divisor, (sum + MAX_TURNS - 1) / MAX_TURNS);
        return Arrays.stream(weights).map(one -> (int) Math.max(1, one / scale)).toArray();
    }

    private static long commonDivisor(long a, long b) {
        return b == 0 ? a : commonDivisor(b, a % b);
    }

    private record Turn(double at, int position) {}

    private static int[] layOut(int[] weights) {
        int count = weights.length;
        return IntStream.range(0, count)
                .boxed()
                .flatMap(position -> IntStream.range(0, weights[position])
                        .mapToObj(turn -> new Turn((turn + (position + 0.5) / count) / weights[position], position)))
                .sorted(Comparator.comparingDouble(Turn::at))
                .mapToInt(Turn::position)
                .toArray();
    }
}
