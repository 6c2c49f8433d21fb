package io.zentinelproxy.core.balance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** Clients that each send their next request as soon as the last is answered, by a clock that only they move. Confined to one thread. */
final class Rush {
    private static final long MILLI = 1_000_000;

    private record Visit(long end, long began, Endpoint at) {}

    private final Group group;
    private final ToLongFunction<Endpoint> millis;
    private final PriorityQueue<Visit> underWay = new PriorityQueue<>(Comparator.comparingLong(Visit::end));
    private long now;

    /**
     * @param maker makes the balancer, by the clock of the rush in nanoseconds
     * @param millis how long a request takes at an endpoint
     */
    Rush(List<Endpoint> endpoints, Function<LongSupplier, Balancer> maker, ToLongFunction<Endpoint> millis) {
        this.millis = millis;
        group = new Group(endpoints, maker.apply(() -> now), 0);
    }

    /** One endpoint takes 500 milliseconds, the others 10; how often each is chosen. */
    static int[] withASlowOne(List<Endpoint> endpoints, int slow, Function<LongSupplier, Balancer> maker) {
        return new Rush(endpoints, maker, endpoint -> endpoint == endpoints.get(slow) ? 500 : 10).run(30, 6000);
    }

    /** How often each is chosen. */
    int[] run(int clients, int requests) {
        List<Endpoint> chosen = new ArrayList<>();
        while (chosen.size() < requests) {
            if (underWay.size() == clients) {
                end(underWay.remove());
            }
            Endpoint at = group.choose(Lot.from(chosen.size()), null);
            underWay.add(new Visit(now + millis.applyAsLong(at) * MILLI, now, at));
            chosen.add(at);
        }
        while (!underWay.isEmpty()) {
            end(underWay.remove());
        }
        return group.endpoints().stream()
                .mapToInt(endpoint -> Collections.frequency(chosen, endpoint))
                .toArray();
    }

    private void end(Visit visit) {
        now = visit.end;
        visit.at.leave();
        group.ended(visit.at, Outcome.SUCCESS, visit.end - visit.began);
    }
}
