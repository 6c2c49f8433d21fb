package io.zentinelproxy.core.wire.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.wire.Messages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** While all targets are known to be down requests are refused at once, and served again by the first check that goes well. */
class AllDownTest {
    private static final int CLIENTS = 200;
    private static final String SLOW = Targets.check("\"http\"", "")
            .replace("interval \"100ms\"", "interval-secs 30\ntimeout-secs 3600\nhealthy-threshold 3");

    @Test
    void manyClientsAreRefusedAtOnceAndNothingPilesUp() {
        HandClock clock = new HandClock();
        try (CheckedOrigin one = CheckedOrigin.healthy().checksGet(CheckedOrigin.FAILING);
                CheckedOrigin two = CheckedOrigin.healthy().checksGet(CheckedOrigin.FAILING);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        one.origin,
                        clock,
                        Targets.of(SLOW, one.port(), two.port()),
                        Piece.limits("max-connections-per-client 0"))) {
            clock.advance(Duration.ofSeconds(1));
            Targets.awaitDown(proxy, one.port());
            Targets.awaitDown(proxy, two.port());
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(proxy.connect());
            }
            // The clock stands: whoever waited for a time would wait for ever.
            for (int round = 0; round < 3; round++) {
                clients.forEach(client -> client.send(Messages.GET));
                for (RawClient client : clients) {
                    Reply reply = client.read();
                    assertThat(reply.status()).isEqualTo(503);
                    assertThat(Integer.parseInt(reply.field("Retry-After"))).isBetween(20, 30);
                }
            }
            Targets.until(() -> !isBusy(proxy));
            assertThat(one.requests() + two.requests()).isZero();
            assertThat(queued(proxy)).isTrue();
            clients.forEach(RawClient::close);
        }
    }

    @Test
    void oneGoodCheckBringsBackWhoIsNeeded() {
        HandClock clock = new HandClock();
        try (CheckedOrigin one = CheckedOrigin.healthy().checksGet(CheckedOrigin.FAILING);
                CheckedOrigin two = CheckedOrigin.healthy().checksGet(CheckedOrigin.FAILING);
                RunningProxy proxy =
                        RunningProxy.inFrontOf(one.origin, clock, Targets.of(SLOW, one.port(), two.port()))) {
            clock.advance(Duration.ofSeconds(1));
            Targets.awaitDown(proxy, one.port());
            Targets.awaitDown(proxy, two.port());
            assertThat(Targets.get(proxy).status()).isEqualTo(503);
            one.checksGet(CheckedOrigin.OK);
            clock.advance(Duration.ofSeconds(30));
            Targets.awaitUp(proxy, one.port());
            assertThat(Targets.get(proxy).status()).isEqualTo(200);
        }
    }

    @Test
    void aGoodCheckHasOpenBreakersTriedAtOnceWhereNobodyElseIsLeft() {
        String keys = SLOW + "\ncircuit-breaker { failure-threshold 2; success-threshold 1; timeout-seconds 3600; }";
        HandClock clock = new HandClock();
        try (CheckedOrigin one = CheckedOrigin.healthy().requestsGet(CheckedOrigin.FAILING);
                RunningProxy proxy = RunningProxy.inFrontOf(one.origin, clock, Targets.of(keys, one.port()))) {
            clock.advance(Duration.ofSeconds(1));
            Targets.awaitChecks(proxy, one.port(), "success", 1);
            Targets.getAll(proxy, 2, 500);
            Targets.awaitDown(proxy, one.port());
            Reply refused = Targets.get(proxy);
            assertThat(refused.status()).isEqualTo(503);
            assertThat(Integer.parseInt(refused.field("Retry-After"))).isLessThanOrEqualTo(30);
            one.requestsGet(CheckedOrigin.OK);
            clock.advance(Duration.ofSeconds(30));
            Targets.awaitUp(proxy, one.port());
            assertThat(Targets.get(proxy).status()).isEqualTo(200);
        }
    }

    private static boolean isBusy(RunningProxy proxy) {
        return has(proxy, "zentinel_active_requests", false);
    }

    private static boolean queued(RunningProxy proxy) {
        return has(proxy, "zentinel_queued_requests", true);
    }

    private static boolean has(RunningProxy proxy, String name, boolean zero) {
        return proxy.server()
                .observers()
                .metrics()
                .scrape()
                .lines()
                .anyMatch(line -> line.startsWith(name) && line.endsWith(" 0.0") == zero);
    }
}
