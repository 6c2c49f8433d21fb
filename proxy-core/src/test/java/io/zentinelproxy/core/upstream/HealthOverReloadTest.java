package io.zentinelproxy.core.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.balance.Outcome;
import io.zentinelproxy.core.balance.ProcessKey;
import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.config.DnsSettings;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.exchange.RequestPlaces;
import io.zentinelproxy.core.http2.Http2Shared;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.observe.ProxyEvent;
import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.HangGuard;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.upstream.dns.Resolver;
import io.zentinelproxy.core.upstream.health.Breaker;
import io.zentinelproxy.core.upstream.health.CheckRoom;
import io.zentinelproxy.core.upstream.health.TargetHealth;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is known of targets when the next configuration takes them over, and what is told of them. */
class HealthOverReloadTest {
    private static final String FAILING = "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n";
    private static final String CHECK = "health-check { type \"http\"; interval-secs 10; timeout-secs 3600; }\n";
    private static final String BREAKER = "circuit-breaker { failure-threshold 2; timeout-seconds 30; }\n";

    private final HandClock clock = new HandClock();
    private final Sweep sweep = new Sweep(clock);
    private final Resolver resolver = new Resolver(DnsSettings.DEFAULTS, sweep);
    private final BulkBuffers bulk = new BulkBuffers();
    private final HoldBudget held = new HoldBudget(1 << 20);
    private final List<ProxyEvent> events = new CopyOnWriteArrayList<>();
    private final CheckRoom room = new CheckRoom(4);
    private final TestOrigin origin = TestOrigin.answering(FAILING);

    @AfterEach
    void end() {
        origin.close();
        sweep.close();
        resolver.close();
    }

    private Upstream upstream(String keys) throws ConfigurationException {
        UpstreamSettings settings = ConfigurationLoader.parse(
                        "test.kdl", ProxyKdl.inFrontOf(origin.address(), Piece.upstream(keys)))
                .upstreams()
                .getFirst();
        return new Upstream(
                settings,
                null,
                resolver,
                sweep,
                bulk,
                new Http2Shared(sweep, bulk, held),
                new UpstreamBounds(
                        0, new WaitingRoom(new RequestPlaces(0), held), held, room, events::add, new ProcessKey()),
                null);
    }

    private Upstream after(Upstream before, String keys) throws ConfigurationException {
        Upstream next = upstream(keys);
        next.succeed(before);
        before.close();
        return next;
    }

    private static TargetHealth first(Upstream upstream) {
        return upstream.origins().getFirst().health();
    }

    private void fail(Upstream upstream, int times) {
        for (int i = 0; i < times; i++) {
            upstream.ended(upstream.origins().getFirst(), Outcome.BROKE_OFF, 1, System.nanoTime(), false);
        }
    }

    private void awaitResults(Upstream upstream, long count) {
        await().atMost(HangGuard.LIMIT).until(() -> first(upstream).checksFailed() == count);
    }

    @Test
    void whoIsDownStaysDownAndTheNextCheckComesWhenItWouldHave() throws Exception {
        Upstream before = upstream(CHECK);
        clock.advance(Duration.ofSeconds(1));
        awaitResults(before, 1);
        for (int reload = 0; reload < 20; reload++) {
            before = after(before, CHECK);
            clock.advance(Duration.ofMillis(100));
        }
        assertThat(first(before).figures().available()).isFalse();
        assertThat(first(before).figures().lastError()).isEqualTo("status 500");
        assertThat(origin.requests()).hasSize(1);
        clock.advance(Duration.ofSeconds(8));
        awaitResults(before, 2);
        await().untilAsserted(() ->
                assertThat(events).containsExactly(new ProxyEvent.TargetDown("origin", name(), "status 500")));
        before.close();
    }

    private String name() {
        return "127.0.0.1:" + origin.port();
    }

    @Test
    void anOpenBreakerStaysOpenForItsTime() throws Exception {
        Upstream before = upstream(BREAKER);
        fail(before, 2);
        Upstream next = after(before, BREAKER);
        assertThat(first(next).breaker().state()).isEqualTo(Breaker.State.OPEN);
        clock.advance(Duration.ofSeconds(29));
        next = after(next, BREAKER);
        assertThat(first(next).breaker().state()).isEqualTo(Breaker.State.OPEN);
        clock.advance(Duration.ofSeconds(2));
        assertThat(first(next).breaker().state()).isEqualTo(Breaker.State.HALF_OPEN);
        next.close();
    }

    @Test
    void failuresCountedSoFarAreHeldAgainstTheNewThreshold() throws Exception {
        Upstream before = upstream(BREAKER);
        fail(before, 1);
        Upstream next = after(before, BREAKER.replace("threshold 2", "threshold 3"));
        fail(next, 1);
        assertThat(first(next).breaker().state()).isEqualTo(Breaker.State.CLOSED);
        fail(next, 1);
        assertThat(first(next).breaker().state()).isEqualTo(Breaker.State.OPEN);
        next.close();
    }

    @Test
    void withoutChecksAndBreakerNobodyStaysOut() throws Exception {
        Upstream before = upstream(CHECK + BREAKER);
        clock.advance(Duration.ofSeconds(1));
        awaitResults(before, 1);
        await().until(() -> !events.isEmpty());
        fail(before, 2);
        Upstream next = after(before, "");
        assertThat(first(next).figures().available()).isTrue();
        next.close();
        assertThat(events).hasSize(3).last().isEqualTo(new ProxyEvent.TargetUp("origin", name()));
    }

    @Test
    void anUpstreamThatIsGoneChecksNobody() throws Exception {
        Upstream before = upstream(CHECK);
        clock.advance(Duration.ofSeconds(1));
        awaitResults(before, 1);
        before.close();
        clock.advance(Duration.ofSeconds(60));
        assertThat(origin.requests()).hasSize(1);
    }
}
