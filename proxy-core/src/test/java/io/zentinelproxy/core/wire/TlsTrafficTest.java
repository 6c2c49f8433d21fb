package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.security.MessageDigest;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What HTTP does with a connection, over TLS: nothing of it may be other than in the clear. */
class TlsTrafficTest {
    private static final TestCertificates CA = TestCertificates.authority();
    private static final TestIdentity SERVER = CA.server("a.test");
    private static final Piece TLS = Piece.listener("protocol \"https\"\ntls {\ncert-file \"" + SERVER.certificate()
            + "\"\nkey-file \"" + SERVER.key() + "\"\n}");

    private static RunningProxy proxy(TestOrigin origin, Piece... more) {
        Piece[] pieces = new Piece[more.length + 1];
        System.arraycopy(more, 0, pieces, 0, more.length);
        pieces[more.length] = TLS;
        return RunningProxy.inFrontOf(origin, pieces);
    }

    private static RawClient connect(RunningProxy proxy) {
        return RawClient.overTls(proxy.address(), CA.clientContext(), "a.test");
    }

    @Test
    void requestsFollowEachOtherAloneAndInOnePiece() {
        try (TestOrigin origin = TestOrigin.echo();
                RunningProxy proxy = proxy(origin);
                RawClient client = connect(proxy)) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(Messages.get("/" + i)).read().body()).startsWith("GET /" + i + " ");
            }
            client.send(Messages.get("/a") + Messages.get("/b") + Messages.get("/c"));
            assertThat(client.read().body()).startsWith("GET /a ");
            assertThat(client.read().body()).startsWith("GET /b ");
            assertThat(client.read().body()).startsWith("GET /c ");
            assertThat(origin.requests()).hasSize(6);
        }
    }

    @Test
    void aRequestThatComesOctetByOctetIsOneRequest() {
        try (TestOrigin origin = TestOrigin.echo();
                RunningProxy proxy = proxy(origin);
                RawClient client = connect(proxy)) {
            for (char octet : Messages.get("/drip").toCharArray()) {
                client.send(String.valueOf(octet));
            }
            assertThat(client.read().body()).startsWith("GET /drip ");
        }
    }

    @Test
    void whoAsksWhetherToGoOnIsToldSo() {
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send("HTTP/1.1 100 Continue\r\n\r\n"), new Step.ReadBody(), new Step.Echo());
                RunningProxy proxy = proxy(origin);
                RawClient client = connect(proxy)) {
            client.send(Messages.postWith("Content-Length: 3\r\nExpect: 100-continue\r\n", ""));
            assertThat(client.readInterim().status()).isEqualTo(100);
            client.send("abc");
            assertThat(client.read().body()).endsWith("abc");
        }
    }

    @Test
    void contentOfMebibytesComesWholeInBothDirections() throws Exception {
        byte[] content = new byte[100 * 1024 * 1024];
        new Random(5).nextBytes(content);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
        try (TestOrigin origin = TestOrigin.scripted(request -> List.of(
                        new Step.ReadBody(),
                        Step.send("HTTP/1.1 200 OK\r\nContent-Length: " + content.length + "\r\n\r\n"),
                        new Step.Send(content)));
                RunningProxy proxy = proxy(origin, Piece.limits("max-body-size 209715200"));
                RawClient client = connect(proxy)) {
            client.send(Messages.postWith("Content-Length: " + content.length + "\r\n", ""));
            client.send(content);
            client.readHead();
            assertThat(MessageDigest.getInstance("SHA-256").digest(client.readRaw(content.length)))
                    .isEqualTo(hash);
            ReceivedRequest request = origin.onlyRequest();
            assertThat(request.content().length()).isEqualTo(content.length);
        }
    }

    @Test
    void anAnswerThatIsTornApartIsTornForTheClientToo() {
        try (TestOrigin origin = TestOrigin.doing(
                        new Step.ReadBody(),
                        Step.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"),
                        new Step.Close());
                RunningProxy proxy = proxy(origin);
                RawClient client = connect(proxy)) {
            client.send(Messages.GET).readHead();
            assertThat(new String(client.readToEnd())).doesNotContain("0\r\n\r\n");
        }
    }

    @Test
    void anAnswerBeforeTheContentIsPassedOn() {
        try (TestOrigin origin = TestOrigin.doing(Step.send(Messages.OK), new Step.ReadBody());
                RunningProxy proxy = proxy(origin);
                RawClient client = connect(proxy)) {
            client.send(Messages.postWith("Content-Length: 6\r\n", "abc"));
            assertThat(client.read().body()).isEqualTo("ok");
        }
    }

    @Test
    void aClientThatGoesAwayEndsTheWaitForItsOrigin() {
        try (TestOrigin origin = TestOrigin.doing(new Step.ReadBody(), new Step.AwaitClose());
                RunningProxy proxy = proxy(origin)) {
            try (RawClient client = connect(proxy)) {
                client.send(Messages.GET);
                origin.awaitRequests(1);
            }
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void aWebSocketOpensAndCarriesFramesBothWays() {
        byte[] world = WebSockets.plain(WebSockets.TEXT, "world");
        byte[] hello = WebSockets.masked(WebSockets.TEXT, "hello");
        try (TestOrigin origin = WebSockets.switching(new Step.ReadOctets(hello.length), new Step.Send(world));
                RunningProxy proxy = proxy(origin, WebSockets.route(""));
                RawClient client = connect(proxy)) {
            client.send(WebSockets.REQUEST);
            assertThat(client.readHead().status()).isEqualTo(101);
            client.send(hello);
            assertThat(client.readRaw(world.length)).isEqualTo(world);
        }
    }

    @Test
    void nothingIsHeldWhenAllHaveGone() {
        try (TestOrigin origin = TestOrigin.echo();
                RunningProxy proxy = proxy(origin)) {
            try (RawClient client = connect(proxy)) {
                client.send(Messages.GET).read();
            }
            proxy.drain();
            assertThat(proxy.server().connections()).isZero();
            await().until(() -> proxy.server().idleBuffersTaken() == 0);
        }
    }
}
