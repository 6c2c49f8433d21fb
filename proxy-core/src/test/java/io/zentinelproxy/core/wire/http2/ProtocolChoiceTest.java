package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.TlsPeer;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.HpackBlock;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.SealedListener;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which protocol a connection speaks: by its first octets in the clear, by ALPN over TLS (RFC 9113 sections 3.2 to 3.4). */
class ProtocolChoiceTest {
    private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

    private final TestOrigin origin = TestOrigin.answering(Messages.OK);

    private RunningProxy sealed(String more) {
        return RunningProxy.inFrontOf(
                origin, SealedListener.listener(SealedListener.CA.server("a.test"), ""), Piece.listener(more));
    }

    private static byte[] beginning() {
        byte[] frames = H2Frame.octets(H2Frame.settings(), H2Frame.headers(1, HpackBlock.request("GET", "/"), true));
        byte[] preface = PREFACE.getBytes(StandardCharsets.US_ASCII);
        byte[] all = Arrays.copyOf(preface, preface.length + frames.length);
        System.arraycopy(frames, 0, all, preface.length, frames.length);
        return all;
    }

    @Test
    void onePortSpeaksBothInTheClear() {
        try (origin;
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client two = H2Client.connect(proxy.address());
                RawClient one = proxy.connect()) {
            assertThat(two.get("/").awaitReply().body()).isEqualTo("ok");
            assertThat(one.send(Messages.GET).read().body()).isEqualTo("ok");
            assertThat(two.get("/").awaitReply().body()).isEqualTo("ok");
            assertThat(one.send(Messages.GET).read().body()).isEqualTo("ok");
        }
    }

    /** However the first octets are cut. */
    @Test
    void aPrefaceThatComesOctetByOctetIsOne() {
        try (origin;
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connectSaying(proxy.address(), new byte[0], 1)) {
            for (byte octet : beginning()) {
                client.sendRaw(octet);
            }
            assertThat(client.stream(1).awaitReply().body()).isEqualTo("ok");
        }
    }

    @Test
    void aRequestRightBehindThePrefaceIsServed() {
        try (origin;
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connectSaying(proxy.address(), beginning(), 1)) {
            assertThat(client.stream(1).awaitReply().body()).isEqualTo("ok");
        }
    }

    /** What begins like HTTP/2 and goes on otherwise is neither: nothing of it reaches an origin. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\r",
                "PRI * HTTP/2.0\r\n\r\nGET / HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "PRI * HTTP/2.0\r\nHost: a.test\r\n\r\n",
                "PRI * HTTP/1.1\r\nHost: a.test\r\n\r\n",
                "PRI / HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "PRI * HTTP/2.1\r\n\r\nSM\r\n\r\n",
                "pri * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "PRX / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n"
            })
    void whatBeginsLikeHttp2AndIsNotIsHeldToHttp1(String octets) {
        try (origin;
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.trySend(octets.getBytes(StandardCharsets.ISO_8859_1));
            client.readToEnd();
            assertThat(origin.requests()).noneMatch(request -> request.method().equals("GET"));
            assertThat(origin.requests()).hasSize(octets.startsWith("PRX") ? 1 : 0);
        }
    }

    @Test
    void whatComesFirstMustBeSettings() {
        for (H2Frame first : new H2Frame[] {
            H2Frame.ping("12345678"),
            H2Frame.headers(1, HpackBlock.request("GET", "/"), true),
            H2Frame.settingsAck(),
            new H2Frame(0x16, 0, 0, new byte[0])
        }) {
            try (TestOrigin own = TestOrigin.answering(Messages.OK);
                    RunningProxy proxy = RunningProxy.inFrontOf(own);
                    H2Client client =
                            H2Client.connectSaying(proxy.address(), PREFACE.getBytes(StandardCharsets.US_ASCII))) {
                client.send(first);
                assertThat(client.awaitGoAway().code()).isEqualTo(H2Code.PROTOCOL_ERROR);
                client.awaitClosed();
                assertThat(own.requests()).isEmpty();
            }
        }
        origin.close();
    }

    /** RFC 9113 section 3.4: the server's preface is its SETTINGS, first of all. */
    @Test
    void ourFirstFrameIsSettings() {
        try (origin;
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            client.get("/").awaitReply();
            H2Frame first = client.frames().getFirst();
            assertThat(first.type()).isEqualTo(H2Frame.SETTINGS);
            assertThat(first.has(H2Frame.ACK)).isFalse();
            assertThat(client.setting(3)).isEqualTo(100);
        }
    }

    @Test
    void overTlsBothAreOfferedAndHttp2Preferred() {
        try (origin;
                RunningProxy proxy = sealed("");
                H2Client client = H2Client.overTls(proxy.address(), SealedListener.CA.clientContext(), "a.test")) {
            assertThat(client.get("/").awaitReply().body()).isEqualTo("ok");
            assertThat(origin.onlyRequest().field("X-Forwarded-Proto")).isEqualTo("https");
            assertThat(chosen(proxy, "http/1.1", "h2")).isEqualTo("h2");
            assertThat(chosen(proxy, "http/1.1")).isEqualTo("http/1.1");
        }
    }

    private static String chosen(RunningProxy proxy, String... offered) {
        String[] chosen = new String[1];
        try (TlsPeer peer = TlsPeer.connect(
                proxy.address(),
                SealedListener.CA.clientContext(),
                "a.test",
                parameters -> parameters.setApplicationProtocols(offered))) {
            chosen[0] = peer.applicationProtocol();
        }
        return chosen[0];
    }

    /** ALPN has said HTTP/1.1, or nothing, and that is what is spoken: RFC 9113 section 3.2. */
    @Test
    void overTlsPriorKnowledgeIsNone() {
        try (origin;
                RunningProxy proxy = sealed("");
                RawClient client = RawClient.overTls(proxy.address(), SealedListener.CA.clientContext(), "a.test")) {
            client.trySend(beginning());
            assertThat(new String(client.readToEnd(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 ");
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void httpOneIsSpokenOverTlsWhereAlpnSaysNothing() {
        try (origin;
                RunningProxy proxy = sealed("");
                RawClient client = RawClient.overTls(proxy.address(), SealedListener.CA.clientContext(), "a.test")) {
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("ok");
        }
    }

    /** RFC 9113 section 3.4: who has chosen h2 and begins otherwise is told so. */
    @Test
    void overTlsABadPrefaceEndsTheConnection() {
        try (origin;
                RunningProxy proxy = sealed("");
                H2Client client = H2Client.overTlsSaying(
                        proxy.address(),
                        SealedListener.CA.clientContext(),
                        "a.test",
                        Messages.GET.getBytes(StandardCharsets.US_ASCII))) {
            client.awaitClosed();
            assertThat(client.awaitGoAway().code()).isEqualTo(H2Code.PROTOCOL_ERROR);
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void whereHttp2IsSwitchedOffHttp1IsSpokenAlone() {
        Piece off = Piece.listener("http2 { enabled #false; }");
        try (origin;
                RunningProxy proxy = RunningProxy.inFrontOf(origin, off);
                RawClient client = proxy.connect()) {
            client.trySend(beginning());
            assertThat(new String(client.readToEnd(), StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 ");
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void whereHttp2IsSwitchedOffAlpnDoesNotOfferIt() {
        try (origin;
                RunningProxy proxy = sealed("http2 { enabled #false; }")) {
            assertThat(chosen(proxy, "h2", "http/1.1")).isEqualTo("http/1.1");
        }
    }

    @Test
    void aListenerOfHttp2AloneSpeaksNothingElse() {
        try (origin;
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.listener("protocol \"h2\""));
                H2Client two = H2Client.connect(proxy.address());
                RawClient one = proxy.connect()) {
            assertThat(two.get("/").awaitReply().body()).isEqualTo("ok");
            one.trySend(Messages.GET.getBytes(StandardCharsets.US_ASCII));
            one.readToEnd();
            assertThat(origin.requests()).hasSize(1);
        }
    }
}
