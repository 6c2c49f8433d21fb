package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.FilteredExchange.Setup;
import org.junit.jupiter.api.Test;

/** The policies {@code allow}, {@code deny}, {@code redirect-to-https} and {@code hsts}. */
class AccessPoliciesTest {
    private static final String SECURE = Messages.getWith("X-Forwarded-Proto: https\r\n");

    private static Reply policies(String keys, String request) {
        return Setup.policies(keys)
                .onListener(FilteredExchange.TRUSTED)
                .send(request)
                .reply();
    }

    private static int from(String client, String keys) {
        return policies(keys, Messages.getWith("X-Forwarded-For: " + client + "\r\n"))
                .status();
    }

    @Test
    void whoIsDeniedIsToldSoAndTheOriginHearsNothing() {
        FilteredExchange seen = Setup.policies("deny \"127.0.0.0/8\"").send(Messages.GET);
        assertThat(seen.reply().status()).isEqualTo(403);
        assertThat(seen.requests()).isEmpty();
        assertThat(Setup.policies("deny \"10.0.0.0/8\"")
                        .send(Messages.GET)
                        .reply()
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whereAnybodyIsAllowedNobodyElseIs() {
        String allow = "allow \"10.0.0.0/8\" \"192.0.2.7\" \"2001:db8::/32\"";
        assertThat(from("10.1.2.3", allow)).isEqualTo(200);
        assertThat(from("192.0.2.7", allow)).isEqualTo(200);
        assertThat(from("192.0.2.8", allow)).isEqualTo(403);
        assertThat(from("2001:db8::1", allow)).isEqualTo(200);
        assertThat(from("2001:db9::1", allow)).isEqualTo(403);
    }

    @Test
    void denialGoesBeforePermission() {
        String both = "allow \"10.0.0.0/8\"; deny \"10.1.0.0/16\"";
        assertThat(from("10.1.2.3", both)).isEqualTo(403);
        assertThat(from("10.2.2.3", both)).isEqualTo(200);
    }

    @Test
    void ipv4InTheFormOfIpv6IsNoWayAroundAList() {
        assertThat(from("::ffff:10.1.2.3", "deny \"10.0.0.0/8\"")).isEqualTo(403);
        assertThat(from("::ffff:a01:203", "deny \"10.0.0.0/8\"")).isEqualTo(403);
        assertThat(from("::ffff:192.0.2.1", "allow \"10.0.0.0/8\" \"2001:db8::/32\""))
                .isEqualTo(403);
    }

    @Test
    void manyNetworksInAnyOrderAreFound() {
        String deny =
                "deny \"10.9.0.0/16\" \"10.0.0.0/30\" \"203.0.113.9\" \"10.0.0.0/28\" \"10.0.0.64/26\" \"0.0.0.0\"";
        assertThat(from("10.0.0.15", deny)).isEqualTo(403);
        assertThat(from("10.0.0.16", deny)).isEqualTo(200);
        assertThat(from("10.0.0.127", deny)).isEqualTo(403);
        assertThat(from("10.9.255.255", deny)).isEqualTo(403);
        assertThat(from("10.10.0.0", deny)).isEqualTo(200);
        assertThat(from("203.0.113.9", deny)).isEqualTo(403);
        assertThat(from("255.255.255.255", deny)).isEqualTo(200);
    }

    @Test
    void denialIsCounted() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, Setup.policies("deny \"127.0.0.1\"").pieces());
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            client.send(Messages.GET).read();
            assertThat(proxy.server().observers().metrics().scrape())
                    .contains("zentinel_blocked_requests_total{reason=\"address_denied\"}");
        }
    }

    @Test
    void aRequestInTheClearIsSentToHttps() {
        Reply reply = policies("redirect-to-https #true", Messages.get("/a?b=%0a"));
        assertThat(reply.statusLine()).isEqualTo("HTTP/1.1 308 Permanent Redirect");
        assertThat(reply.field("Location")).isEqualTo("https://a.test/a?b=%0a");
        assertThat(policies("redirect-to-https", Messages.GET).status()).isEqualTo(308);
        assertThat(policies("redirect-to-https #false", Messages.GET).status()).isEqualTo(200);
        Reply chosen = policies("redirect-to-https 301 port=8443", Messages.GET);
        assertThat(chosen.status()).isEqualTo(301);
        assertThat(chosen.field("Location")).isEqualTo("https://a.test:8443/");
    }

    @Test
    void whatATrustedProxyTookByTlsIsServed() {
        assertThat(policies("redirect-to-https", SECURE).status()).isEqualTo(200);
        assertThat(Setup.policies("redirect-to-https").send(SECURE).reply().status())
                .isEqualTo(308);
    }

    @Test
    void theListsComeBeforeTheRedirect() {
        assertThat(policies("redirect-to-https; deny \"127.0.0.1\"", Messages.GET)
                        .status())
                .isEqualTo(403);
    }

    @Test
    void browsersAreToldToTakeHttpsOnlyWhereTheyDo() {
        assertThat(policies("hsts", SECURE).field("Strict-Transport-Security")).isEqualTo("max-age=31536000");
        assertThat(policies("hsts \"730d\" include-subdomains=#true preload=#true", SECURE)
                        .field("Strict-Transport-Security"))
                .isEqualTo("max-age=63072000; includeSubDomains; preload");
        assertThat(policies("hsts", Messages.GET).fields().all("Strict-Transport-Security"))
                .isEmpty();
        assertThat(policies("buffer-requests #false", SECURE).fields().all("Strict-Transport-Security"))
                .isEmpty();
    }

    /** RFC 7239 sections 5 and 6.3: a proxy may hide its client, or tell nothing but the scheme; to redirect would go on for ever. */
    @Test
    void whatATrustedProxyTookByTlsIsServedWhereItHidesItsClient() {
        for (String forwarded : new String[] {"proto=https", "for=unknown;proto=https", "proto=\"https\";for=_x7"}) {
            assertThat(policies("redirect-to-https", Messages.getWith("Forwarded: " + forwarded + "\r\n"))
                            .status())
                    .as(forwarded)
                    .isEqualTo(200);
        }
        assertThat(policies("redirect-to-https", Messages.getWith("Forwarded: proto=https, for=unknown;proto=http\r\n"))
                        .status())
                .isEqualTo(308);
    }
}
