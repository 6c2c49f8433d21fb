package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import io.zentinelproxy.core.wire.Messages;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Clients that begin something and do not end it: preface, frame, field block, the exchange of settings. */
class LatePeersTest {
    private static final Duration HALF = Duration.ofSeconds(31);

    private final HandClock clock = new HandClock();
    private final TestOrigin origin = TestOrigin.answering(Messages.OK);

    private RunningProxy proxy() {
        return RunningProxy.inFrontOf(origin, clock, Piece.listener("request-timeout-secs 60"));
    }

    /** Tomcat CVE-2025-53506: limits hold from the first octet, whoever acknowledges what. */
    @Test
    void aClientThatNeverAcknowledgesOurSettingsIsClosed() {
        try (origin;
                RunningProxy proxy = proxy();
                H2Client client = H2Client.connect(proxy.address(), H2Options.USUAL.withoutAcknowledging())) {
            assertThat(client.get("/").awaitReply().status()).isEqualTo(200);
            clock.advance(HALF);
            assertThat(client.get("/").awaitReply().status()).isEqualTo(200);
            clock.advance(HALF);
            client.awaitClosed();
            assertThat(client.awaitGoAway(H2Code.SETTINGS_TIMEOUT)).isNotNull();
        }
    }

    @Test
    void aClientThatAcknowledgesIsNot() {
        try (TestOrigin slow = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(
                        slow,
                        clock,
                        Piece.listener("request-timeout-secs 60"),
                        Piece.upstream("timeouts { read \"1h\"; }"));
                H2Client client = H2Client.connect(proxy.address())) {
            client.get("/");
            slow.awaitRequests(1);
            client.roundTrip();
            clock.advance(HALF);
            clock.advance(HALF);
            clock.advance(HALF);
            client.roundTrip();
        }
        origin.close();
    }

    @Test
    void aPrefaceThatDoesNotEndIsClosed() {
        byte[] half = "PRI * HTTP/2.0\r\n\r\nSM".getBytes(StandardCharsets.US_ASCII);
        try (origin;
                RunningProxy proxy = proxy();
                H2Client client = H2Client.connectSaying(proxy.address(), half)) {
            closedWhile(client, () -> {});
        }
    }

    @Test
    void settingsThatDoNotComeAreNotWaitedForLongerThanAHead() {
        byte[] preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        try (origin;
                RunningProxy proxy = proxy();
                H2Client client = H2Client.connectSaying(proxy.address(), preface)) {
            closedWhile(client, () -> {});
        }
    }

    @Test
    void aFrameThatDoesNotEndIsClosed() {
        try (origin;
                RunningProxy proxy = proxy();
                H2Client client = H2Client.connect(proxy.address())) {
            client.get("/").awaitReply();
            client.sendRaw(H2Frame.octets(100, H2Frame.HEADERS, H2Frame.END_HEADERS, 3, new byte[50]));
            closedWhile(client, () -> client.trySendRaw((byte) 0));
        }
    }

    /** However the rest of the block drips in. */
    @Test
    void aFieldBlockThatDoesNotEndIsClosed() {
        try (origin;
                RunningProxy proxy = proxy();
                H2Client client = H2Client.connect(proxy.address())) {
            client.get("/").awaitReply();
            byte[] block = HpackBlock.request("GET", "/").octets();
            client.send(H2Frame.headers(3, Arrays.copyOf(block, 10), H2Frame.END_STREAM));
            int[] at = {10};
            closedWhile(client, () -> {
                client.trySend(H2Frame.continuation(3, Arrays.copyOfRange(block, at[0], at[0] + 1), false));
                at[0]++;
            });
            assertThat(client.awaitGoAway(H2Code.ENHANCE_YOUR_CALM)).isNotNull();
            assertThat(origin.requests()).hasSize(1);
        }
    }

    /** In steps of 20 seconds, which together are more than a head may take. */
    private void closedWhile(H2Client client, Runnable dripping) {
        for (int step = 0; step < 6 && !client.hasEnded(); step++) {
            dripping.run();
            clock.advance(Duration.ofSeconds(20));
        }
        client.awaitClosed();
    }
}
