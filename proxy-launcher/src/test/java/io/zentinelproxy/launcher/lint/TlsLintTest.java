package io.zentinelproxy.launcher.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.testkit.KeyKind;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is warned of in certificates and in how connections are encrypted. */
class TlsLintTest {
    private static final TestCertificates CA = TestCertificates.authority();

    /** It lives for 30 days, and so ends soon only in its last ten. */
    private static final TestIdentity FINE = CA.server("app.test");

    private static final String HSTS = """
            filters { filter "hsts" { type "headers"; phase "response"; set "Strict-Transport-Security" "max-age=1"; }; }
            """;

    private static List<String> codes(String listeners, String upstreamTls, String filters, String filterOfRoute)
            throws Exception {
        String text = """
                listeners { %s }
                routes { route "all" { upstream "two"; %s }; }
                upstreams { upstream "two" { target "a:1"; target "b:1"; timeouts { request 60; }; health-check { type "tcp"; }; %s }; }
                observability { access-log { file "stdout"; }; }
                %s
                """.formatted(listeners, filterOfRoute, upstreamTls, filters);
        return Lint.of(ConfigurationLoader.parse("x.kdl", text)).stream()
                .map(warning -> warning.rule().code())
                .toList();
    }

    private static String https(TestIdentity identity, String more) {
        return "listener \"s\" { address \"10.0.0.1:443\"; protocol \"https\"; tls { cert-file \""
                + identity.certificate() + "\"; key-file \"" + identity.key() + "\"; " + more + " }; };";
    }

    private static List<String> ofListener(String listeners) throws Exception {
        return codes(listeners, "", HSTS, "filters \"hsts\";");
    }

    @Test
    void nothingIsSaidOfGoodCertificatesAndHsts() throws Exception {
        assertThat(ofListener(https(FINE, ""))).isEmpty();
        assertThat(codes(
                        "listener \"m\" { address \"10.0.0.1:8080\"; };",
                        "tls { sni \"app.test\"; ca-cert \"" + CA.caFile() + "\"; };",
                        "",
                        ""))
                .isEmpty();
    }

    @Test
    void anUpstreamThatIsNotVerifiedIsWarnedOf() throws Exception {
        assertThat(codes(
                        "listener \"m\" { address \"10.0.0.1:8080\"; };",
                        "tls { insecure-skip-verify #true; };",
                        "",
                        ""))
                .containsExactly("unverified-upstream");
    }

    @Test
    void anExpiredCertificateIsWarnedOf() throws Exception {
        assertThat(ofListener(https(CA.expiredServer("app.test"), ""))).containsExactly("certificate-expired");
    }

    @Test
    void anExpiredCertificateOfOursTowardsOriginsIsToo() throws Exception {
        TestIdentity own = CA.expiredClient("proxy.test");
        String tls =
                "tls { sni \"a.test\"; client-cert \"" + own.certificate() + "\"; client-key \"" + own.key() + "\"; };";
        assertThat(codes("listener \"m\" { address \"10.0.0.1:8080\"; };", tls, "", ""))
                .containsExactly("certificate-expired");
    }

    @Test
    void anEncryptedListenerWithoutHstsIsWarnedOf() throws Exception {
        assertThat(codes(https(FINE, ""), "", "", "")).containsExactly("no-hsts");
    }

    @Test
    void port80WithoutARedirectIsWarnedOfWhereThereIsHttps() throws Exception {
        String plain = " listener \"p\" { address \"10.0.0.1:80\"; };";
        assertThat(ofListener(https(FINE, "") + plain)).containsExactly("no-https-redirect");
        assertThat(codes(
                        https(FINE, "") + plain,
                        "",
                        HSTS.replace(
                                "filters {",
                                "filters { filter \"up\" { type \"redirect\"; scheme \"https\"; status-code 301; };"),
                        "filters \"up\" \"hsts\";"))
                .isEmpty();
    }

    @Test
    void aListenerWithoutTheNewestVersionIsWarnedOf() throws Exception {
        assertThat(ofListener(https(FINE, "max-version \"1.2\";"))).containsExactly("no-tls-1-3");
    }

    @Test
    void aSuiteThatHttp2IsNotSpokenWithIsWarnedOf() throws Exception {
        assertThat(ofListener(https(
                        FINE, "cipher-suites \"TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256\" \"TLS_AES_128_GCM_SHA256\";")))
                .containsExactly("old-cipher-suite");
    }

    @Test
    void aCertificateSignedByItselfIsFineForNamesThatNobodyElseCouldSign() throws Exception {
        assertThat(ofListener(https(TestCertificates.selfSignedServer("app.internal"), "")))
                .isEmpty();
    }

    @Test
    void aCertificateSignedByItselfForAPublicNameIsWarnedOf() throws Exception {
        assertThat(ofListener(https(TestCertificates.selfSignedServer("shop.zentinel-proxy.com"), "")))
                .containsExactly("self-signed-certificate");
    }

    @Test
    void aCertificateWithAShortKeyIsWarnedOf() throws Exception {
        assertThat(ofListener(https(CA.server(KeyKind.RSA_1024, "app.test"), "")))
                .containsExactly("weak-certificate");
    }
}
