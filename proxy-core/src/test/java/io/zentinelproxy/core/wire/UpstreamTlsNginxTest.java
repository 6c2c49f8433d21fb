package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zentinelproxy.core.testkit.Nginx;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An origin on OpenSSL, which says itself what it has seen. */
class UpstreamTlsNginxTest {
    private static final TestCertificates CA = TestCertificates.authority();

    @TempDir
    private Path folder;

    @BeforeAll
    static void nginxIsThere() {
        assumeTrue(Nginx.isThere(), "nginx is not installed");
    }

    private static Nginx nginx(String more) {
        TestIdentity identity = CA.server("app.test");
        return Nginx.serving(
                "ssl",
                "ssl_certificate " + identity.certificate() + "; ssl_certificate_key " + identity.key() + ";"
                        + " ssl_protocols TLSv1.2 TLSv1.3; ssl_session_cache shared:s:1m; " + more
                        + " location / { return 200 \"$ssl_server_name $ssl_session_reused $ssl_protocol"
                        + " $ssl_client_verify\"; }");
    }

    private static RunningProxy proxy(Nginx nginx, String keys, Piece... more) {
        Piece[] all = java.util.Arrays.copyOf(more, more.length + 1);
        all[more.length] = UpstreamTlsTest.tls("sni \"app.test\"; " + keys);
        return RunningProxy.start(ProxyKdl.inFrontOf(nginx.address(), all));
    }

    private static String answer(RawClient client) {
        Reply reply = client.send(Messages.GET).read();
        assertThat(reply.status()).isEqualTo(200);
        return reply.body();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2", "1.3"})
    void theSecondConnectionGoesOnWithTheSessionOfTheFirst(String version) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (Nginx nginx = nginx("");
                RunningProxy proxy = proxy(
                        nginx,
                        "max-version \"" + version + "\"",
                        Piece.upstream("connection-pool { max-idle 0; }"),
                        log.as("json"));
                RawClient client = proxy.connect()) {
            assertThat(answer(client)).isEqualTo("app.test . TLSv" + version + " NONE");
            assertThat(answer(client)).isEqualTo("app.test r TLSv" + version + " NONE");
            assertThat(log.awaitLines(2).get(0)).doesNotContain("upstream_tls_resumed");
            assertThat(log.awaitLines(2).get(1)).contains("\"upstream_tls_resumed\":true");
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_upstream_tls_handshakes_total{result=\"ok\",upstream=\"origin\"}", 1.0)
                    .containsEntry(
                            "zentinel_upstream_tls_handshakes_total{result=\"resumed\",upstream=\"origin\"}", 1.0));
        }
    }

    /** A session of the upstream that verifies nothing must not go on at the one that does. */
    @Test
    void noSessionGoesOnAtAnotherUpstream() {
        Piece two = Piece.upstreams("upstream \"loose\" { target \"127.0.0.1:PORT\"; tls { sni \"app.test\";"
                + " insecure-skip-verify #true; }; connection-pool { max-idle 0; }; }");
        try (Nginx nginx = nginx("")) {
            String port = Integer.toString(nginx.address().getPort());
            Piece strict = Piece.upstream("tls { sni \"app.test\"; }");
            Piece routes = Piece.routes("route \"loose\" { matches { path-prefix \"/loose\"; }; upstream \"loose\"; }\n"
                    + "route \"all\" { matches { path-prefix \"/\"; }; upstream \"origin\"; }");
            try (RunningProxy proxy = RunningProxy.start(ProxyKdl.inFrontOf(
                            nginx.address(),
                            strict,
                            routes,
                            Piece.upstreams(two.kdl().replace("PORT", port))));
                    RawClient client = proxy.connect()) {
                assertThat(client.send(Messages.get("/loose")).read().status()).isEqualTo(200);
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            }
        }
    }

    @Test
    void ourCertificateIsVerified() {
        TestIdentity own = CA.client("proxy.test");
        String asks = "ssl_verify_client on; ssl_client_certificate " + CA.caFile() + ";";
        try (Nginx nginx = nginx(asks);
                RunningProxy proxy =
                        proxy(nginx, "client-cert \"" + own.certificate() + "\"; client-key \"" + own.key() + "\"");
                RawClient client = proxy.connect()) {
            assertThat(answer(client)).isEqualTo("app.test . TLSv1.3 SUCCESS");
        }
    }

    /** nginx lets such a handshake pass and answers 400 in HTTP, which is its answer to give. */
    @Test
    void anExpiredOneIsShownAllTheSame() {
        TestIdentity own = CA.expiredClient("proxy.test");
        String asks = "ssl_verify_client on; ssl_client_certificate " + CA.caFile() + ";";
        try (Nginx nginx = nginx(asks);
                RunningProxy proxy =
                        proxy(nginx, "client-cert \"" + own.certificate() + "\"; client-key \"" + own.key() + "\"");
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.body()).contains("The SSL certificate error");
        }
    }
}
