package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the origin is told of the client, and by whom: X-Forwarded-*, Via (RFC 9110 section 7.6.3). */
class ForwardingFieldsTest {

    private static final Piece LOOPBACK_TRUSTED = Piece.listener("trusted-proxies \"127.0.0.0/8\"");
    private static final Piece OTHERS_TRUSTED = Piece.listener("trusted-proxies \"10.0.0.0/8\" \"192.168.1.1\"");

    private static final String CLIENTS_OWN = """
            X-Forwarded-For: 6.6.6.6\r
            x-forwarded-for: 7.7.7.7\r
            X-FORWARDED-PROTO: https\r
            X-Forwarded-Host: evil.test\r
            """;

    private static ReceivedRequest forwarded(String fieldLines, Piece... pieces) {
        return AtOrigin.of(Messages.getWith(fieldLines), pieces);
    }

    @Test
    void originIsToldWhoAskedForWhat() {
        ReceivedRequest request = forwarded("");
        assertThat(request.field("X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(request.field("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(request.field("X-Forwarded-Host")).isEqualTo("a.test");
        assertThat(request.field("Via")).isEqualTo("1.1 zentinel");
        assertThat(request.field("Host")).isEqualTo("a.test");
    }

    @Test
    void fieldsOfAnUntrustedClientAreReplaced() {
        for (ReceivedRequest request :
                new ReceivedRequest[] {forwarded(CLIENTS_OWN), forwarded(CLIENTS_OWN, OTHERS_TRUSTED)}) {
            assertThat(request.field("X-Forwarded-For")).isEqualTo("127.0.0.1");
            assertThat(request.field("X-Forwarded-Proto")).isEqualTo("http");
            assertThat(request.field("X-Forwarded-Host")).isEqualTo("a.test");
        }
    }

    @Test
    void fieldsOfATrustedProxyAreKeptAndItsAddressAppended() {
        ReceivedRequest request = forwarded(
                "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.test\r\n",
                LOOPBACK_TRUSTED);
        assertThat(String.join(", ", request.fields().all("X-Forwarded-For"))).isEqualTo("6.6.6.6, 127.0.0.1");
        assertThat(request.field("X-Forwarded-Proto")).isEqualTo("https");
        assertThat(request.field("X-Forwarded-Host")).isEqualTo("shop.test");
    }

    @Test
    void trustedProxyThatSendsNoneGetsThemFromUs() {
        ReceivedRequest request = forwarded("", LOOPBACK_TRUSTED);
        assertThat(request.field("X-Forwarded-For")).isEqualTo("127.0.0.1");
        assertThat(request.field("X-Forwarded-Proto")).isEqualTo("http");
        assertThat(request.field("X-Forwarded-Host")).isEqualTo("a.test");
    }

    /** Origins that speak CGI read an underscore as a hyphen: CVE-2026-39858. */
    @Test
    void underscoreSpellingsAreDropped() {
        ReceivedRequest request =
                forwarded("X_Forwarded_For: 6.6.6.6\r\nx_forwarded_proto: https\r\nX-Forwarded_Host: evil.test\r\n"
                        + "X_Request_Id: evil\r\nX_Trace_Id: evil\r\nX_Correlation_Id: evil\r\nmy_own: kept\r\n");
        assertThat(request.head().toLowerCase())
                .doesNotContain("x_forwarded")
                .doesNotContain("forwarded_host")
                .doesNotContain("x_request")
                .doesNotContain("x_trace")
                .doesNotContain("x_correlation")
                .contains("my_own: kept");
    }

    /** CVE-2026-35051: frameworks believe every one of the family, whether or not we set it ourselves. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-Prefix",
                "X-Forwarded-Port",
                "X-Forwarded-Server",
                "X-Forwarded-Ssl",
                "X-Forwarded-Scheme",
                "X-Forwarded-Uri",
                "X-Forwarded-Anything",
                "x-fORWARDED-pREFIX",
                "X_Forwarded_Prefix",
                "X-Forwarded_Prefix",
                "x_FORWARDED-prefix"
            })
    void everyFieldOfTheFamilyIsTheProxysToSet(String name) {
        ReceivedRequest request =
                forwarded(name + ": /evil\r\n" + name + ": /evil\r\nX-Forward: kept\r\n", OTHERS_TRUSTED);
        assertThat(request.head()).doesNotContain("/evil");
        assertThat(request.field("X-Forward")).isEqualTo("kept");
    }

    /** Behind a trusted proxy an underscore is still its client's way around it. */
    @Test
    void trustedProxyMaySendTheFamilyWithHyphensOnly() {
        ReceivedRequest request =
                forwarded("X-Forwarded-Prefix: /shop\r\nX_Forwarded_Prefix: /evil\r\n", LOOPBACK_TRUSTED);
        assertThat(request.field("X-Forwarded-Prefix")).isEqualTo("/shop");
        assertThat(request.head()).doesNotContain("/evil");
    }

    /** Whoever reads these in place of X-Forwarded-For would believe the client. */
    @Test
    void otherAddressFieldsOfAnUntrustedClientAreNotForwarded() {
        ReceivedRequest request = forwarded("Forwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\n");
        assertThat(request.field("Forwarded")).doesNotContain("6.6.6.6");
        assertThat(request.field("X-Real-IP")).isEqualTo("127.0.0.1");
    }

    @Test
    void viaIsAppendedInBothDirections() {
        try (TestOrigin origin = TestOrigin.answering(Messages.okWith("Via: 1.0 fred\r\nContent-Length: 0\r\n", ""));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.getWith("Via: 1.0 barney, 1.1 wilma\r\n"))
                    .read();
            assertThat(String.join(", ", reply.fields().all("Via"))).isEqualTo("1.0 fred, 1.1 zentinel");
            assertThat(String.join(", ", origin.onlyRequest().fields().all("Via")))
                    .isEqualTo("1.0 barney, 1.1 wilma, 1.1 zentinel");
        }
    }
}
