package io.zentinelproxy.core.wire.http2.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Request;
import io.zentinelproxy.core.wire.Messages;
import org.junit.jupiter.api.Test;

/** Which version of HTTP an origin is spoken to in: the block {@code http-version} (RFC 9113 section 3). */
class OriginVersionsTest {

    private static Piece versions(int min, int max) {
        return Piece.upstream("http-version { min-version " + min + "; max-version " + max + "; }");
    }

    @Test
    void anOriginThatHasBothIsSpokenToInHttp2() {
        try (H2Origin origin = H2Origin.answering(200, "ok").overTls(Origins.speaking("h2", "http/1.1"));
                RunningProxy proxy = Origins.overTls(origin);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();

            assertThat(reply.statusLine()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(reply.body()).isEqualTo("ok");
            H2Request request = origin.onlyRequest();
            assertThat(request.scheme()).isEqualTo("https");
            assertThat(request.authority()).isEqualTo("a.test");
            assertThat(origin.handshakes().getFirst().applicationProtocol()).isEqualTo("h2");
        }
    }

    @Test
    void anOriginThatHasNoHttp2IsSpokenToInHttp1() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK).overTls(Origins.speaking("http/1.1"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Origins.TLS);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.connections()).isOne();
        }
    }

    @Test
    void anOriginWithoutAlpnIsSpokenToInHttp1() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK).overTls(Origins.speaking());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Origins.TLS);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void maxVersion1OffersHttp1Alone() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK).overTls(Origins.speaking("h2", "http/1.1"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Origins.TLS, versions(1, 1));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.handshakes().getFirst().applicationProtocol()).isEqualTo("http/1.1");
        }
    }

    @Test
    void minVersion2OffersHttp2Alone() {
        try (H2Origin origin = H2Origin.answering(200, "ok").overTls(Origins.speaking("http/1.1", "h2"));
                RunningProxy proxy = Origins.overTls(origin, versions(2, 2));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.handshakes().getFirst().applicationProtocol()).isEqualTo("h2");
        }
    }

    @Test
    void minVersion2RefusesAnOriginThatHasNoneOfIt() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK).overTls(Origins.speaking("http/1.1"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Origins.TLS, versions(2, 2));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            Origins.awaitFaults(proxy, "no_http2", 1);
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void minVersion2RefusesAnOriginWithoutAlpn() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK).overTls(Origins.speaking());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Origins.TLS, versions(2, 2));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            Origins.awaitFaults(proxy, "no_http2", 1);
            assertThat(origin.requests()).isEmpty();
        }
    }

    @Test
    void inTheClearHttp2IsSpokenByPriorKnowledge() {
        try (H2Origin origin = H2Origin.answering(200, "ok");
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("ok");
            assertThat(origin.onlyRequest().scheme()).isEqualTo("http");
        }
    }

    @Test
    void inTheClearNothingElseThanHttp1IsSpokenWithoutThatKnowledge() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, versions(1, 2));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.onlyRequest().head()).startsWith("GET / HTTP/1.1\r\n");
        }
    }

    /** Such an origin takes our preface for a request line that it does not know. */
    @Test
    void anOriginThatAnswersThePrefaceInHttp1HasNoHttp2() {
        try (TestOrigin origin = TestOrigin.answering("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                RunningProxy proxy = RunningProxy.inFrontOf(origin, versions(2, 2));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            Origins.awaitFaults(proxy, "no_http2", 1);
        }
    }

    @Test
    void eachTargetIsSpokenToInItsOwnVersion() {
        try (H2Origin newer = H2Origin.answering(200, "new").overTls(Origins.speaking("h2"));
                TestOrigin older = TestOrigin.answering(Messages.okWith("Content-Length: 3\r\n", "old"))
                        .overTls(Origins.speaking("http/1.1"));
                RunningProxy proxy = RunningProxy.inFrontOf(
                        older,
                        Origins.TLS,
                        Piece.upstream("target \"127.0.0.1:" + older.port() + "\"; target \"127.0.0.1:" + newer.port()
                                + "\""));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("old");
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("new");
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("old");
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("new");
            assertThat(older.connections()).isOne();
            assertThat(newer.connections()).isOne();
        }
    }

    /** One that is replaced, say: its next connection tells. */
    @Test
    void anOriginThatHasLearnedHttp2IsSpokenToInItOnItsNextConnection() {
        try (H2Origin origin = H2Origin.answering(200, "ok").overTls(Origins.speaking("http/1.1"));
                RunningProxy proxy = Origins.overTls(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status())
                    .as("it has agreed on what it cannot speak")
                    .isEqualTo(502);
            origin.overTls(Origins.speaking("h2", "http/1.1"));
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("ok");
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("ok");
            assertThat(origin.connections()).isEqualTo(2);
        }
    }
}
