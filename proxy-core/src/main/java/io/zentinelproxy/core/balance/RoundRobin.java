package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.exchange.Exchange;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes endpoints in turn, each as often as its weight says and as evenly spread as that allows. */
final class RoundRobin implements Balancer {
    private final AtomicInteger next = new AtomicInteger();
    private final Turns.Kept turns = Turns.Kept.byWeight();

    @Override
    public Endpoint choose(Exchange request, Candidates among) {
        Turns round = turns.of(among);
        return round.at(round.size() == 1 ? 0 : next.getAndIncrement());
    }
}
