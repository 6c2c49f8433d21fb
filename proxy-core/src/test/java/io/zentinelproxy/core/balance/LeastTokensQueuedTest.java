package io.zentinelproxy.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.exchange.Exchange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** least_tokens_queued. */
class LeastTokensQueuedTest {
    private static final long SECOND = 1_000_000_000;

    private final List<Endpoint> endpoints = Lot.of(3);
    private final LeastTokensQueued balancer = new LeastTokensQueued(endpoints);
    private final Candidates all = Lot.all(endpoints);

    private Exchange ask(long tokens, Candidates among) {
        Exchange request = Lot.request();
        request.tokens().expect(tokens);
        balancer.choose(request, among);
        return request;
    }

    private double queue(int position) {
        return endpoints.get(position).recall(QueuedTokens.class).seconds(0);
    }

    @Test
    void aLargeRequestWeighsMoreThanManySmallOnes() {
        ask(1000, all);
        for (int i = 0; i < 20; i++) {
            ask(50, all);
        }
        assertThat(queue(0)).isEqualTo(10);
        assertThat(queue(1)).isEqualTo(5);
        assertThat(queue(2)).isEqualTo(5);
    }

    @Test
    void whatIsOverWeighsNoMore() {
        List<Exchange> requests = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            requests.add(ask(100, all));
        }
        requests.forEach(Exchange::settleTokens);
        requests.forEach(Exchange::settleTokens);
        assertThat(queue(0) + queue(1) + queue(2)).isZero();
    }

    @Test
    void oneThatGoesElsewhereLeavesItsFirstQueue() {
        Exchange request = ask(100, all);
        balancer.choose(request, Lot.without(endpoints, 0));
        assertThat(queue(0)).isZero();
        assertThat(queue(1) + queue(2)).isEqualTo(1);
    }

    @Test
    void whoTakesMoreTokensASecondGetsMore() {
        for (int i = 0; i < 20; i++) {
            served(0, 1000, SECOND);
            served(1, 250, SECOND);
            served(2, 250, SECOND);
        }
        double[] queued = new double[3];
        for (int i = 0; i < 150; i++) {
            ask(100, all);
        }
        for (int i = 0; i < 3; i++) {
            queued[i] = queue(i);
        }
        // As many seconds everywhere, so four times as many tokens at the quick one.
        assertThat(queued[0]).isBetween(queued[1] - 0.5, queued[1] + 0.5);
        assertThat(queued[0]).isBetween(9.5, 10.5);
    }

    @Test
    void theRateFollowsTheLastRequestsByThreeTenths() {
        served(0, 1100, SECOND);
        QueuedTokens queue = endpoints.getFirst().recall(QueuedTokens.class);
        assertThat(queue.seconds(400)).isEqualTo(1);
    }

    @Test
    void whatFailedSaysNothingOfTheRate() {
        QueuedTokens queue = endpoints.getFirst().recall(QueuedTokens.class);
        queue.add(100_000);
        queue.remove(100_000, 1, false);
        assertThat(queue.seconds(100)).isEqualTo(1);
    }

    @Test
    void weightsAreHonoured() {
        List<Endpoint> uneven = Lot.ofWeights(3, 1);
        LeastTokensQueued weighted = new LeastTokensQueued(uneven);
        for (int i = 0; i < 400; i++) {
            Exchange request = Lot.request();
            request.tokens().expect(100);
            weighted.choose(request, Lot.all(uneven));
        }
        assertThat(uneven.getFirst().recall(QueuedTokens.class).seconds(0)).isBetween(295.0, 305.0);
    }

    @Test
    void whereNobodyTellsItIsTheLeastBusy() {
        endpoints.get(0).enter();
        endpoints.get(2).enter();
        assertThat(Lot.shares(balancer, all, 10)).containsExactly(0, 10, 0);
    }

    @Test
    void aSlowOneGetsWhatItCanDoWhereNobodyTells() {
        assertThat(Rush.withASlowOne(endpoints, 0, clock -> balancer)[0]).isLessThan(300);
    }

    private void served(int position, long tokens, long nanos) {
        QueuedTokens queue = endpoints.get(position).recall(QueuedTokens.class);
        queue.add(tokens);
        queue.remove(tokens, nanos, true);
    }
}
