package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.bytes.Xxh64;
import io.zentinelproxy.core.exchange.Exchange;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps to a few endpoints, so that not every proxy has connections to all: those that follow each other in a circle, in the order of the
 * hashes of their names, from where this proxy stands. Proxies that are numbered 0, 1, 2 ... stand as evenly as their number allows without
 * knowing it (van der Corput's sequence: 0, 1/2, 1/4, 3/4, 1/8 ...), others where the hash of their id says. As the distance is counted in
 * endpoints, each belongs to as many proxies as any other. One that is away is stood in for by the next in the circle; one that comes or
 * goes changes a subset in two places at most.
 */
final class DeterministicSubset implements Balancer {
    private static final Predicate<String> NUMBER =
            Pattern.compile("[0-9]{1,9}").asMatchPredicate();

    /** Positions in the order of the circle. */
    private final int[] circle;

    private final int start;
    private final int size;
    private final Balancer inner;
    private final Parts subset;

    DeterministicSubset(List<Endpoint> endpoints, int size, String proxyId, Balancer inner) {
        this.size = size;
        this.inner = inner;
        long[] names = Names.hashes(endpoints);
        circle = IntStream.range(0, names.length)
                .boxed()
                .sorted(Comparator.comparingLong(position -> names[position]))
                .mapToInt(Integer::intValue)
                .toArray();
        start = (int) (place(proxyId) * circle.length);
        subset = new Parts(this::cut);
    }

    /** Where a proxy stands in the circle, from 0 to below 1. */
    private static double place(String proxyId) {
        if (NUMBER.test(proxyId)) {
            return Integer.toUnsignedLong(Integer.reverse(Integer.parseInt(proxyId))) * 0x1p-32;
        }
        return (Xxh64.hash(proxyId.getBytes(StandardCharsets.UTF_8), 0) >>> 11) * 0x1p-53;
    }

    private Candidates cut(Candidates among) {
        if (among.usable().size() <= size) {
            return among;
        }
        boolean[] chosen = new boolean[circle.length];
        int count = 0;
        for (int step = 0; count < size; step++) {
            int position = circle[(start + step) % circle.length];
            if (among.isUsable(position)) {
                chosen[position] = true;
                count++;
            }
        }
        return among.only(position -> chosen[position]);
    }

    @Override
    public @Nullable Endpoint choose(Exchange request, Candidates among) {
        return inner.choose(request, subset.of(among));
    }

    @Override
    public void ended(Endpoint endpoint, Outcome outcome, long headNanos) {
        inner.ended(endpoint, outcome, headNanos);
    }
}
