package io.zentinelproxy.core.wire.http2.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.wire.Messages;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An origin whose connection is silent is asked for a sign of life: RFC 9113 section 6.7. */
class OriginPingsTest {

    private static final Piece PATIENT =
            Piece.upstream("connection-pool { idle-timeout 3600; }\ntimeouts { read 3600; }");

    private static final String EVERY_30_S = "h2-ping-interval-secs 30; h2-ping-timeout-secs 4";

    private static boolean asks(H2Frame frame) {
        return frame.type() == H2Frame.PING && !frame.has(H2Frame.ACK);
    }

    /** Those that are no answers. */
    private static long pings(H2Origin origin) {
        return origin.connection(0).frames().stream()
                .filter(OriginPingsTest::asks)
                .count();
    }

    /** What has been said until now has been heard. */
    private static void settle(H2Origin origin, HandClock clock) {
        origin.connection(0).roundTrip();
        clock.advance(Duration.ofMillis(200));
    }

    @Test
    void aSilentConnectionIsAskedForASignOfLife() {
        HandClock clock = new HandClock();
        try (H2Origin origin = H2Origin.answering(200, "ok");
                RunningProxy proxy = Origins.with(EVERY_30_S, origin, clock, PATIENT)) {
            RawClient.connect(proxy.address()).send(Messages.GET).read();
            settle(origin, clock);
            clock.advance(Duration.ofSeconds(25));
            assertThat(pings(origin)).isZero();
            for (int asked = 1; asked <= 3; asked++) {
                clock.advance(Duration.ofSeconds(31));
                int wanted = asked;
                origin.connection(0).awaitFrame("a ping", frame -> pings(origin) >= wanted);
                settle(origin, clock);
            }
            assertThat(origin.openConnections()).isOne();
        }
    }

    @Test
    void anOriginThatDoesNotAnswerAPingLosesItsConnection() {
        HandClock clock = new HandClock();
        try (H2Origin origin = H2Origin.inOrder(List.of(new H2Step.AwaitClose()), H2Step.answer(200, "ok"))
                        .with(H2Options.USUAL.withoutPongs());
                RunningProxy proxy = Origins.with(EVERY_30_S, origin, clock, PATIENT);
                RawClient waiting = RawClient.connect(proxy.address()).send(Messages.GET)) {
            origin.awaitRequests(1);
            settle(origin, clock);
            clock.advance(Duration.ofSeconds(31));
            origin.connection(0).awaitFrame("a ping", OriginPingsTest::asks);
            assertThat(origin.openConnections()).isOne();
            clock.advance(Duration.ofSeconds(5));
            assertThat(waiting.read().status()).isEqualTo(504);
            Origins.awaitFaults(proxy, "ping_timeout", 1);
            origin.awaitConnectionClosed(0);
            try (RawClient next = proxy.connect()) {
                assertThat(next.send(Messages.GET).read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void byDefaultNobodyIsAsked() {
        HandClock clock = new HandClock();
        try (H2Origin origin = H2Origin.answering(200, "ok");
                RunningProxy proxy = Origins.inFrontOf(origin, clock, PATIENT)) {
            RawClient.connect(proxy.address()).send(Messages.GET).read();
            clock.advance(Duration.ofMinutes(30));
            origin.connection(0).roundTrip();
            assertThat(pings(origin)).isZero();
        }
    }

    @Test
    void pingsOfTheOriginAreAnswered() {
        try (H2Origin origin = H2Origin.answering(200, "ok");
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            origin.connection(0).send(H2Frame.ping("12345678"));
            H2Frame pong = origin.connection(0)
                    .awaitFrame("an answer", frame -> frame.type() == H2Frame.PING && frame.has(H2Frame.ACK));
            assertThat(new String(pong.payload(), java.nio.charset.StandardCharsets.US_ASCII))
                    .isEqualTo("12345678");
        }
    }
}
