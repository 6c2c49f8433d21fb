package io.zentinelproxy.core.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.ObservabilitySettings.Detail;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.testkit.HandshakeFacts;
import io.zentinelproxy.core.testkit.TestCertificates;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TlsMembersTest {
    private final Slots.Plan plan = new Slots.Plan();
    private final TlsMembers members = new TlsMembers(plan);

    private static List<X509Certificate> chain() {
        return TestCertificates.authority().client("c.example").chain();
    }

    private String line(TlsFacts facts, Detail... leftOut) {
        members.handshaken(facts);
        Exchange exchange = ExchangeMaker.asked("GET", "/", Map.of());
        exchange.bind("main", exchange.peer(), exchange.peer(), 0, facts);
        ExchangeMaker.end(exchange);
        byte[] into = new byte[LineFormat.LONGEST_LINE];
        int end = new JsonLine(Set.of(leftOut), members).put(exchange, new LogClock(), into, 0);
        return Ascii.text(into, 0, end);
    }

    @Test
    void handshakeOfAClientWithoutACertificate() {
        assertThat(line(HandshakeFacts.asking("a.example", "identity", plan.open())))
                .endsWith(
                        ",\"tls_version\":\"TLSv1.3\",\"tls_cipher\":\"TLS_AES_256_GCM_SHA384\",\"sni\":\"a.example\","
                                + "\"alpn\":\"http/1.1\",\"ja4\":\"t13d1516h2_8daaf6152771_b186095e22b6\"}\n");
    }

    @Test
    void resumedHandshakeOfAClientWithACertificate() {
        String line = line(HandshakeFacts.proven(chain(), List.of("c.example", "spiffe://c"), plan.open()));
        assertThat(line)
                .contains(",\"tls_version\":\"TLSv1.2\",\"tls_cipher\":\"TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256\","
                        + "\"sni\":\"a.example\",\"tls_resumed\":true,\"client_cert_subject\":\"CN=c.example\","
                        + "\"client_cert_sha256\":\"")
                .endsWith("\",\"client_cert_names\":[\"c.example\",\"spiffe://c\"]}\n");
    }

    @Test
    void eitherPartCanBeLeftOut() {
        TlsFacts facts = HandshakeFacts.proven(chain(), List.of("c.example"), plan.open());
        assertThat(line(facts, Detail.TLS)).doesNotContain("tls_").contains("client_cert_subject");
        assertThat(line(facts, Detail.CLIENT_CERT))
                .doesNotContain("client_cert")
                .contains("tls_version");
    }

    @Test
    void whatACertificateHoldsCannotEndAStringOrALineNorFillIt() throws Exception {
        List<String> names = Collections.nCopies(1000, "\",\"status\":200}\n{\"x\":\"\\" + "\u00e9".repeat(1000));
        String line = line(HandshakeFacts.proven(chain(), names, plan.open()));
        assertThat(line).hasSizeLessThan(2048).endsWith("]}\n");
        assertThat(line.substring(0, line.length() - 1)).doesNotContain("\n");
        Json.parse(Ascii.octets(line));
    }

    @Test
    void requestInTheClearTellsNothing() {
        Exchange exchange = ExchangeMaker.asked("GET", "/", Map.of());
        ExchangeMaker.end(exchange);
        byte[] into = new byte[LineFormat.LONGEST_LINE];
        int end = new JsonLine(Set.of(), members).put(exchange, new LogClock(), into, 0);
        assertThat(Ascii.text(into, 0, end)).doesNotContain("tls").doesNotContain("cert");
    }
}
