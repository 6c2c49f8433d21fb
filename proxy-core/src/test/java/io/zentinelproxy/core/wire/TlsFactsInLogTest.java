package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.SealedListener.CA;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.LogFile.Line;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the access log and the metrics tell of a handshake. */
class TlsFactsInLogTest {
    private static final String ALL = "access-log { file \"%s\"; }";

    @TempDir
    private Path folder;

    private Line line(String observability, SSLContext client) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        SealedListener.listener(CA.server("a.example"), SealedListener.OPTIONAL_CLIENTS),
                        Piece.observability(observability.formatted(log.path()) + "\nmetrics { enabled #false; }"));
                RawClient connection = RawClient.overTls(proxy.address(), client, "a.example")) {
            connection.send("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n").read();
            assertThat(proxy.server().observers().metrics().scrape())
                    .containsPattern("zentinel_tls_connections_total\\{cipher=\"TLS_\\w+\",listener=\"main\","
                            + "resumed=\"false\",version=\"TLSv1.3\"\\} 1.0");
            return log.awaitOnlyLine();
        }
    }

    @Test
    void handshakeAndCertificateAreToldByDefault() {
        Line line = line(ALL, CA.clientContext(CA.client("c.example")));
        assertThat(line.text("tls_version")).isEqualTo("TLSv1.3");
        assertThat(line.text("sni")).isEqualTo("a.example");
        assertThat(line.text("ja4")).startsWith("t13d");
        assertThat(line.text("client_cert_subject")).isEqualTo("CN=c.example");
        assertThat(line.text("client_cert_sha256")).matches("[0-9a-f]{64}");
        assertThat(line.has("client_cert_names")).isTrue();
    }

    @Test
    void clientWithoutACertificateIsToldWithout() {
        Line line = line(ALL, CA.clientContext());
        assertThat(line.object().members().keySet())
                .contains("tls_version", "tls_cipher")
                .noneMatch(name -> name.startsWith("client_cert"));
    }

    @ParameterizedTest
    @ValueSource(strings = {ALL, "logging { " + ALL + "; }"})
    void whatIsSwitchedOffIsNotTold(String around) {
        String log = around.replace("\"%s\";", "\"%s\"; fields { tls #false; client-cert #false; };");
        Line line = line(log, CA.clientContext(CA.client("c.example")));
        assertThat(line.object().members().keySet())
                .noneMatch(name -> name.startsWith("tls_") || name.startsWith("client_cert"))
                .doesNotContain("sni", "alpn", "ja4");
    }
}
