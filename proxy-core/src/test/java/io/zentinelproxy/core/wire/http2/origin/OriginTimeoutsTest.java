package io.zentinelproxy.core.wire.http2.origin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Request;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.wire.Messages;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** How long an origin of HTTP/2 may keep us waiting: the block {@code timeouts}. What is late costs its stream, not the connection. */
class OriginTimeoutsTest {

    private static final Piece TIMEOUTS = Piece.upstream(
            "timeouts { connect 5; read 10; write 20; request 100; }\nconnection-pool { idle-timeout 3600; }");

    private static RunningProxy inFrontOf(H2Origin origin, HandClock clock) {
        return Origins.inFrontOf(
                origin,
                clock,
                TIMEOUTS,
                // Whoever writes to the client while the clock jumps would hold that against the client.
                Piece.listener(
                        "keepalive-timeout-secs 3600; request-timeout-secs 3600\nmin-request-rate 0; min-response-rate 0"));
    }

    private static void assertServesOn(H2Origin origin, RunningProxy proxy) {
        try (RawClient other = proxy.connect()) {
            assertThat(other.send(Messages.get("/other")).read().status()).isEqualTo(200);
        }
        assertThat(origin.connections()).as("the connection goes on").isOne();
    }

    private static H2Origin slow(H2Step... steps) {
        return H2Origin.scripted(
                request -> request.path().equals("/other") ? H2Step.answer(200, "ok") : List.of(steps));
    }

    @Test
    void anOriginThatSaysNothingOfHttp2IsLateWithItsConnection() {
        HandClock clock = new HandClock();
        try (H2Origin origin = H2Origin.answering(200, "ok")
                        .with(H2Options.USUAL.greetingWith(new byte[0]).withoutAcknowledging());
                RunningProxy proxy = inFrontOf(origin, clock);
                RawClient client = proxy.connect().send(Messages.GET)) {
            origin.connection(0);
            clock.advance(Duration.ofSeconds(6));
            assertThat(client.read().status()).isEqualTo(504);
            Origins.awaitFaults(proxy, "connect_timeout", 1);
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void anOriginThatDoesNotAcknowledgeOurSettingsLosesItsConnection() {
        HandClock clock = new HandClock();
        try (H2Origin origin = slow(new H2Step.AwaitReset()).with(H2Options.USUAL.withoutAcknowledging());
                RunningProxy proxy = inFrontOf(origin, clock)) {
            assertServesOn(origin, proxy);
            clock.advance(Duration.ofSeconds(11));
            origin.connection(0).awaitGoAway(H2Code.SETTINGS_TIMEOUT);
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void anOriginThatDoesNotAnswerTimesOut() {
        HandClock clock = new HandClock();
        try (H2Origin origin = slow(new H2Step.AwaitReset());
                RunningProxy proxy = inFrontOf(origin, clock);
                RawClient client = proxy.connect().send(Messages.GET)) {
            H2Request request = origin.awaitRequests(1).getFirst();
            clock.advance(Duration.ofSeconds(11));
            assertThat(client.read().status()).isEqualTo(504);
            assertThat(request.awaitReset()).isEqualTo(H2Code.CANCEL);
            Origins.awaitFaults(proxy, "read_timeout", 1);
            assertServesOn(origin, proxy);
        }
    }

    @Test
    void anOriginThatStopsInTheMiddleOfItsContentBreaksTheAnswerOff() {
        HandClock clock = new HandClock();
        try (H2Origin origin =
                        slow(H2Step.head(200, "content-length", "9"), H2Step.content("ab"), new H2Step.AwaitReset());
                RunningProxy proxy = inFrontOf(origin, clock);
                RawClient client = proxy.connect().send(Messages.GET)) {
            client.readHead();
            // Else they could come behind the jump, and the wait for more would begin there.
            assertThat(client.readRaw(2)).asString().isEqualTo("ab");
            clock.advance(Duration.ofSeconds(11));
            assertThat(client.readToEnd()).isEmpty();
            assertThat(origin.awaitRequests(1).getFirst().awaitReset()).isEqualTo(H2Code.CANCEL);
            Origins.awaitFaults(proxy, "read_timeout", 1);
            assertServesOn(origin, proxy);
        }
    }

    @Test
    void anOriginThatTakesNoContentTimesOut() {
        HandClock clock = new HandClock();
        try (H2Origin origin = slow(new H2Step.AwaitReset()).with(H2Options.USUAL.leavingWindows());
                RunningProxy proxy = inFrontOf(origin, clock);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 200000\r\n", "x".repeat(200_000)));
            H2Request request = origin.awaitRequests(1).getFirst();
            request.stream().awaitContent(65_535);
            clock.advance(Duration.ofSeconds(15));
            assertThat(request.stream().reset()).isNull();
            clock.advance(Duration.ofSeconds(6));
            assertThat(request.awaitReset()).isEqualTo(H2Code.CANCEL);
            assertThat(client.read().status()).isEqualTo(504);
            Origins.awaitFaults(proxy, "write_timeout", 1);
        }
    }

    @Test
    void anExchangeThatTakesTooLongInAllTimesOut() {
        HandClock clock = new HandClock();
        Semaphore drops = new Semaphore(0);
        try (H2Origin origin = slow(H2Step.head(200), new H2Step.Drip(new byte[200], drops), new H2Step.AwaitReset());
                RunningProxy proxy = inFrontOf(origin, clock);
                RawClient client = proxy.connect().send(Messages.GET)) {
            H2Request request = origin.awaitRequests(1).getFirst();
            client.readHead();
            for (int i = 0; i < 13; i++) {
                drops.release();
                // Else the clock could be ahead of what waits for it.
                client.readRaw("1\r\n.\r\n".length());
                clock.advance(Duration.ofSeconds(8));
            }
            assertThat(request.awaitReset()).isEqualTo(H2Code.CANCEL);
            assertThat(new String(client.readToEnd(), US_ASCII)).doesNotEndWith("0\r\n\r\n");
            Origins.awaitFaults(proxy, "request_timeout", 1);
            assertServesOn(origin, proxy);
        }
    }

    /** While content is on its way, the origin is not late with its answer. */
    @Test
    void anUploadThatTakesLongIsNotTheOriginsFault() {
        HandClock clock = new HandClock();
        try (H2Origin origin = H2Origin.answering(200, "ok");
                RunningProxy proxy = inFrontOf(origin, clock);
                RawClient client = proxy.connect()) {
            client.send(Messages.postWith("Content-Length: 4\r\n", "a"));
            origin.awaitRequests(1);
            for (String piece : List.of("b", "c", "d")) {
                clock.advance(Duration.ofSeconds(9));
                clock.advance(Duration.ofSeconds(9));
                client.send(piece);
            }
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(origin.onlyRequest().body()).isEqualTo("abcd");
        }
    }

    @Test
    void aCallerOfGrpcWaitsNoLongerThanItSays() {
        HandClock clock = new HandClock();
        try (H2Origin origin = slow(new H2Step.AwaitReset());
                RunningProxy proxy = inFrontOf(origin, clock);
                RawClient client = proxy.connect().send(Messages.getWith("grpc-timeout: 3S\r\n"))) {
            H2Request request = origin.awaitRequests(1).getFirst();
            clock.advance(Duration.ofSeconds(4));
            assertThat(request.awaitReset()).isEqualTo(H2Code.CANCEL);
            assertThat(client.read().status()).isEqualTo(504);
            Origins.awaitFaults(proxy, "request_timeout", 1);
            assertServesOn(origin, proxy);
        }
    }
}
