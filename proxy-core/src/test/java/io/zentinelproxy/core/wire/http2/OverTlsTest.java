package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Pattern;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.SealedListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What HTTP/2 does with a connection, over TLS: nothing of it may be other than in the clear. */
class OverTlsTest {
    private static final Piece TLS = SealedListener.listener(SealedListener.CA.server("a.test"), "");

    private static H2Client connect(RunningProxy proxy, H2Options options) {
        return H2Client.overTls(proxy.address(), SealedListener.CA.clientContext(), "a.test", options);
    }

    private static H2Client connect(RunningProxy proxy) {
        return connect(proxy, H2Options.USUAL);
    }

    @Test
    void contentOfMebibytesComesWholeInBothDirectionsAtOnce() {
        int octets = 10_000_000;
        try (TestOrigin origin = TestOrigin.doing(
                        new Step.ReadBody(),
                        Step.send(Messages.okWith("Content-Length: " + octets + "\r\n", "")),
                        new Step.SendPattern(octets));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, TLS, Piece.limits("max-body-size 100000000"));
                H2Client client = connect(proxy)) {
            List<H2Stream> streams = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                H2Stream stream = client.open("POST", "/" + i);
                streams.add(stream);
                Thread.startVirtualThread(() -> stream.sendPattern(octets, true));
            }
            for (H2Stream stream : streams) {
                assertThat(stream.awaitReply().content().crc32()).isEqualTo(Pattern.crc32(octets));
            }
            assertThat(origin.requests())
                    .allSatisfy(request -> assertThat(request.content().crc32()).isEqualTo(Pattern.crc32(octets)));
        }
    }

    @Test
    void manyRequestsShareOneConnection() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, TLS);
                H2Client client = connect(proxy)) {
            for (int round = 0; round < 20; round++) {
                List<H2Stream> streams = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    streams.add(client.get("/" + i));
                }
                streams.forEach(stream -> assertThat(stream.awaitReply().body()).isEqualTo("ok"));
            }
            assertThat(proxy.server().connections()).isEqualTo(1);
        }
    }

    /** The goodbye of TLS comes behind that of HTTP/2, and both arrive although the client goes on sending. */
    @Test
    void theReasonOfTheEndArrives() {
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, new HandClock(), TLS);
                H2Client client = connect(proxy)) {
            HpackBlock get = HpackBlock.of(":method", "GET", ":scheme", "https", ":authority", "a.test", ":path", "/");
            boolean taken = true;
            for (int i = 0; i < 700 && taken; i++) {
                int stream = client.nextStream();
                taken = client.trySend(H2Frame.headers(stream, get, true), H2Frame.reset(stream, H2Code.CANCEL));
            }
            client.awaitClosed();
            assertThat(client.awaitGoAway(H2Code.ENHANCE_YOUR_CALM)).isNotNull();
        }
    }

    @Test
    void aStreamResetByTheClientCancelsItsRequest() {
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, TLS);
                H2Client client = connect(proxy)) {
            H2Stream stream = client.get("/");
            origin.awaitRequests(1);
            stream.reset(H2Code.CANCEL);
            origin.awaitConnectionClosed(0);
            client.roundTrip();
        }
    }

    @Test
    void aClientThatGoesAwayEndsAllItsRequests() {
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, TLS)) {
            H2Client client = connect(proxy);
            for (int i = 0; i < 5; i++) {
                client.get("/" + i);
            }
            origin.awaitRequests(5);
            client.abort();
            for (int i = 0; i < 5; i++) {
                origin.awaitConnectionClosed(i);
            }
        }
    }

    @Test
    void anIdleConnectionIsClosedWithAGoodbye() {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, clock, TLS, Piece.listener("keepalive-timeout 100"));
                H2Client client = connect(proxy)) {
            client.get("/").awaitReply();
            client.roundTrip();
            clock.advance(Duration.ofSeconds(101));
            client.awaitClosed();
            assertThat(client.awaitGoAway().code()).isEqualTo(H2Code.NO_ERROR);
            assertThat(client.wasReset()).isFalse();
        }
    }

    @Test
    void drainClosesWhatIsIdle() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, TLS);
                H2Client client = connect(proxy)) {
            client.get("/").awaitReply();
            proxy.drain();
            client.awaitClosed();
            assertThat(client.awaitGoAway(H2Code.NO_ERROR)).isNotNull();
            await().untilAsserted(() -> {
                assertThat(proxy.server().connections()).isZero();
                assertThat(proxy.server().idleBuffersTaken()).isZero();
            });
        }
    }

    /** RFC 9113 section 8.3.1: the scheme is what the client says; what an origin is told is what the connection was. */
    @Test
    void theSchemeOfTheClientDoesNotMakeItEncryptedOrNot() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, TLS);
                H2Client client = connect(proxy)) {
            HpackBlock lie = HpackBlock.of(":method", "GET", ":scheme", "http", ":authority", "a.test", ":path", "/");
            client.open(lie, true).awaitReply();
            assertThat(origin.requests())
                    .allSatisfy(request ->
                            assertThat(request.field("X-Forwarded-Proto")).isEqualTo("https"));
        }
    }
}
