package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.Pattern;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An origin behind a Unix socket is served as one behind a port is. */
class UnixSocketTest {

    private static final Step[] ANSWER = {new Step.ReadBody(), Step.send(Messages.OK)};

    private Path socket;

    /** Not in a folder of the test engine's, whose paths are longer than unix(7) allows. */
    @BeforeEach
    void place() throws IOException {
        socket = Files.createTempDirectory("zu").resolve("app.sock");
    }

    @AfterEach
    void remove() throws IOException {
        Files.deleteIfExists(socket);
        Files.delete(socket.getParent());
    }

    private RunningProxy proxy(String spelling, Piece... pieces) {
        Piece[] all = java.util.Arrays.copyOf(pieces, pieces.length + 1);
        all[pieces.length] = Piece.upstream(spelling.replace("SOCKET", "unix:" + socket));
        return RunningProxy.start(ProxyKdl.inFrontOf(ClosedPort.refusing(), all));
    }

    private RunningProxy proxy(Piece... pieces) {
        return proxy("target \"SOCKET\"", pieces);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "target \"SOCKET\"",
                "target \"SOCKET\" weight=3",
                "target { address \"SOCKET\"; weight 2; }",
                "target address=\"SOCKET\"",
                "targets { target { address \"SOCKET\"; weight 2; }; }",
                "targets { - \"SOCKET\" weight=2; }",
                "targets { \"SOCKET\" weight=2; }",
                "targets { target \"SOCKET\"; }"
            })
    void everySpellingOfATargetReachesIt(String spelling) {
        try (TestOrigin origin = TestOrigin.onSocket(socket, ANSWER);
                RunningProxy proxy = proxy(spelling);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("ok");
            ReceivedRequest request = origin.onlyRequest();
            assertThat(request.field("Host")).isEqualTo("a.test");
            assertThat(request.field("X-Forwarded-For")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void connectionIsUsedAgain() {
        try (TestOrigin origin = TestOrigin.onSocket(socket, ANSWER);
                RunningProxy proxy = proxy();
                RawClient one = proxy.connect();
                RawClient other = proxy.connect()) {
            for (int i = 0; i < 5; i++) {
                assertThat(one.send(Messages.GET).read().status()).isEqualTo(200);
                assertThat(other.send(Messages.postWith("Content-Length: 1\r\n", "x"))
                                .read()
                                .status())
                        .isEqualTo(200);
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void aMebibyteGoesThroughBothWays() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        Pattern.writeTo(content::write, 1 << 20);
        String text = content.toString(StandardCharsets.ISO_8859_1);
        try (TestOrigin origin = TestOrigin.onSocket(socket, new Step.ReadBody(), new Step.Echo());
                RunningProxy proxy = proxy();
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 2; i++) {
                client.send(Messages.postWith("Content-Length: " + text.length() + "\r\n", text));
                Reply reply = client.read();
                assertThat(reply.complete()).isTrue();
                assertThat(reply.body().endsWith("\r\n\r\n" + text)).isTrue();
            }
            assertThat(origin.connections()).isEqualTo(1);
        }
    }

    @Test
    void absentSocketIsABadGatewayUntilItIsThere() {
        try (RunningProxy proxy = proxy();
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            try (TestOrigin origin = TestOrigin.onSocket(socket, ANSWER)) {
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
                assertThat(origin.requests()).hasSize(1);
            }
        }
    }

    /** Whoever is killed leaves the file behind. */
    @Test
    void socketThatNobodyListensOnIsABadGateway() {
        TestOrigin.onSocket(socket, ANSWER).close();
        try (RunningProxy proxy = proxy();
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.getWith("Accept: application/json\r\n"))
                    .read();
            assertThat(reply.status()).isEqualTo(502);
            assertThat(reply.body()).contains("\"connect_failed\"");
        }
    }

    @Test
    void originThatWasStartedAnewIsFoundByARequestThatCannotBeRepeated() throws IOException {
        try (RunningProxy proxy = proxy();
                RawClient client = proxy.connect()) {
            for (int run = 0; run < 3; run++) {
                try (TestOrigin origin = TestOrigin.onSocket(socket, ANSWER)) {
                    client.send(Messages.postWith("Content-Length: 3\r\n", "abc"));
                    assertThat(client.read().status()).isEqualTo(200);
                    assertThat(origin.onlyRequest().body()).isEqualTo("abc");
                }
                Files.delete(socket);
            }
        }
    }

    @Test
    void silentOriginTimesOut() {
        try (TestOrigin origin = TestOrigin.onSocket(socket, new Step.ReadBody(), new Step.AwaitClose());
                RunningProxy proxy = proxy(Piece.upstream("timeouts { read \"200ms\"; }"));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(504);
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void originThatTakesTooLongInAllTimesOut() {
        try (TestOrigin origin = TestOrigin.onSocket(socket, new Step.ReadBody(), new Step.AwaitClose());
                RunningProxy proxy = proxy(Piece.upstream("timeouts { request \"200ms\"; }"));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(504);
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void originThatDoesNotTakeTheRequestTimesOut() {
        java.util.concurrent.Semaphore never = new java.util.concurrent.Semaphore(0);
        try (TestOrigin origin = TestOrigin.onSocket(socket, new Step.Drip(new byte[1], never));
                RunningProxy proxy =
                        proxy(Piece.upstream("timeouts { write \"300ms\"; }"), Piece.limits("max-body-size \"1GB\""));
                RawClient client = proxy.connect()) {
            int length = 64 << 20;
            client.send(Messages.postWith("Content-Length: " + length + "\r\n", ""));
            Thread.startVirtualThread(() -> client.trySend(new byte[length]));
            assertThat(client.read().status()).isEqualTo(504);
            never.release();
        }
    }

    @Test
    void clientThatGoesCancelsTheCall() {
        try (TestOrigin origin = TestOrigin.onSocket(socket, new Step.ReadBody(), new Step.AwaitClose());
                RunningProxy proxy = proxy()) {
            RawClient client = proxy.connect().send(Messages.GET);
            origin.awaitRequests(1);
            client.close();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void originThatBreaksOffBreaksTheAnswerOff() {
        try (TestOrigin origin = TestOrigin.onSocket(
                        socket, Step.send(Messages.okWith("Content-Length: 6\r\n", "abc")), new Step.Close());
                RunningProxy proxy = proxy();
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();
            assertThat(reply.body()).isEqualTo("abc");
            assertThat(reply.complete()).isFalse();
        }
    }

    @Test
    void socketsAndPortsShareTheRequests() {
        try (TestOrigin here = TestOrigin.onSocket(socket, ANSWER);
                TestOrigin there = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = proxy("target \"SOCKET\" weight=3\ntarget \"127.0.0.1:" + there.port() + "\"");
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 8; i++) {
                client.send(Messages.GET).read();
            }
            assertThat(here.requests()).hasSize(6);
            assertThat(there.requests()).hasSize(2);
        }
    }

    @Test
    void metricsCallItAsTheConfigurationDoes() {
        try (TestOrigin origin = TestOrigin.onSocket(socket, ANSWER);
                RunningProxy proxy = proxy();
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            assertThat(origin.requests()).hasSize(1);
            String metrics = proxy.server().observers().metrics().scrape();
            assertThat(metrics).contains("\"unix:" + socket + "\"");
        }
    }
}
