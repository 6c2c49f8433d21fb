package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.WebSockets.BINARY;
import static io.zentinelproxy.core.wire.WebSockets.masked;
import static io.zentinelproxy.core.wire.WebSockets.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** A proxy that ends tells both sides of a WebSocket that it goes away (code 1001), and waits for their answer. */
class WebSocketDrainTest {
    private static final String AWAY_TO_ORIGIN = text(HexFormat.of().parseHex("88820000000003e9"));
    private static final byte[] AWAY = WebSockets.closeToClient(1001);
    private static final byte[] ANSWER = masked(WebSockets.CLOSE, new byte[] {3, (byte) 0xe9});

    @Test
    void bothSidesAreToldAndTheirAnswerEndsTheDrain() throws InterruptedException {
        try (TestOrigin origin = WebSockets.switching();
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            Thread drain = Thread.startVirtualThread(proxy::drain);
            assertThat(client.readRaw(AWAY.length)).isEqualTo(AWAY);
            origin.awaitOctets(0, AWAY_TO_ORIGIN);
            client.send(ANSWER).halfClose();
            origin.awaitConnectionClosed(0);
            assertThat(client.awaitClosed()).isTrue();
            drain.join();
        }
    }

    @Test
    void frameUnderWayIsFinishedFirst() throws InterruptedException {
        byte[] frame = masked(BINARY, new byte[100]);
        try (TestOrigin origin = WebSockets.switching();
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            client.send(Arrays.copyOf(frame, 50));
            origin.awaitOctets(0, text(Arrays.copyOf(frame, 50)));
            Thread drain = Thread.startVirtualThread(proxy::drain);
            assertThat(client.readRaw(AWAY.length)).isEqualTo(AWAY);
            client.send(Arrays.copyOfRange(frame, 50, frame.length))
                    .send(ANSWER)
                    .halfClose();
            origin.awaitOctets(0, text(frame) + AWAY_TO_ORIGIN);
            origin.awaitConnectionClosed(0);
            assertThat(origin.octets(0)).endsWith(text(frame) + AWAY_TO_ORIGIN);
            drain.join();
        }
    }

    @Test
    void whatDoesNotEndIsBrokenOffAfterTheGracefulTimeout() {
        byte[] frame = masked(BINARY, new byte[100]);
        try (TestOrigin origin = WebSockets.switching();
                RunningProxy proxy =
                        WebSockets.inFrontOf(origin, Piece.system("graceful-shutdown-timeout-secs \"3s\""));
                RawClient client = WebSockets.open(proxy)) {
            client.send(Arrays.copyOf(frame, 50));
            origin.awaitOctets(0, text(Arrays.copyOf(frame, 50)));
            proxy.drain();
            assertThat(client.readToEnd()).isEqualTo(AWAY);
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void closingTheProxyEndsTunnelsAtOnce() {
        try (TestOrigin origin = WebSockets.switching();
                RunningProxy proxy = WebSockets.inFrontOf(origin);
                RawClient client = WebSockets.open(proxy)) {
            proxy.close();
            assertThat(client.readToEnd()).isEmpty();
            origin.awaitConnectionClosed(0);
        }
    }
}
