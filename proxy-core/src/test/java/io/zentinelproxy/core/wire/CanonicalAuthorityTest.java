package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.TwoOrigins.get;
import static io.zentinelproxy.core.wire.TwoOrigins.where;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spellings of one authority are one, to routes, filters and the origin: RFC 9110 sections 4.2.3 and 7.2, RFC 5952. */
class CanonicalAuthorityTest {

    private static AttackedProxy proxy;

    @BeforeAll
    static void start() {
        proxy = new AttackedProxy();
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "A.Test a.test",
                "a.test. a.test",
                "a.test:80 a.test",
                "A.TEST.:080 a.test",
                "a.test:0080 a.test",
                "a.test.:8080 a.test:8080",
                "a.test:08080 a.test:8080",
                "a.test:443 a.test:443",
                "XN--BCHER-KVA.Test xn--bcher-kva.test",
                "127.0.0.1:80 127.0.0.1",
                "[::1]:80 [::1]",
                "[0:0:0:0:0:0:0:1] [::1]",
                "[2001:DB8:0:0:1:0:0:1]:8080 [2001:db8::1:0:0:1]:8080",
                "[2001:0db8:0:1:1:1:1:1] [2001:db8:0:1:1:1:1:1]",
                "[0:0::0:0] [::]",
                "[1:2:3:4:5:6:7::] [1:2:3:4:5:6:7:0]",
                "[::FFFF:192.0.2.1] [::ffff:192.0.2.1]",
                "[0:0:0:0:0:ffff:c000:201] [::ffff:192.0.2.1]",
            })
    void originAndForwardingFieldsTellTheOneForm(String sent, String seen) {
        ReceivedRequest request = proxy.takes("GET / HTTP/1.1\r\nHost: " + sent + "\r\n\r\n");
        assertThat(request.fields().all("Host")).containsExactly(seen);
        assertThat(request.field("X-Forwarded-Host")).isEqualTo(seen);
        assertThat(request.field("Forwarded")).contains("host=\"" + seen + "\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "HTTP://Real.Test.:80/p real.test",
                "http://real.test:443/p real.test:443",
                "http://real.test:81/p real.test:81",
                "http://[::0001]/p [::1]",
            })
    void authorityOfATargetHasThatOfItsScheme(String target, String seen) {
        ReceivedRequest request = proxy.takes("GET " + target + " HTTP/1.1\r\nHost: Other.test:80\r\n\r\n");
        assertThat(request.fields().all("Host")).containsExactly(seen);
        assertThat(request.target()).isEqualTo("/p");
    }

    /** From a trusted proxy: nobody else asks in the clear for what belongs to https. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {"https://real.test:443/p real.test", "https://real.test:80/p real.test:80"})
    void authorityOfATargetOfHttpsHasThatOfHttps(String target, String seen) {
        try (AttackedProxy trusting = new AttackedProxy(Piece.listener("trusted-proxies \"127.0.0.0/8\""))) {
            ReceivedRequest request = trusting.takes("GET " + target + " HTTP/1.1\r\nHost: Other.test:80\r\n\r\n");
            assertThat(request.fields().all("Host")).containsExactly(seen);
        }
    }

    @Test
    void routesAreFoundByTheOneForm() {
        String[][] cases = {
            {"www.a.test", "WWW.a.Test.:80"},
            {"WWW.A.Test.", "www.a.test:8080"},
            {"*.A.test.", "x.a.test."},
            {"[::1]", "[0:0:0:0:0:0:0:1]:80"},
            {"[2001:DB8:0:0:0:0:0:1]", "[2001:db8::1]"},
            {"w*.a.test", "WWW.a.test."},
            {"^[w]+\\\\.a\\\\.test$", "www.a.test.:80"},
        };
        try (TwoOrigins origins = new TwoOrigins()) {
            for (String[] one : cases) {
                try (RunningProxy running = origins.withMatches("host \"" + one[0] + "\"")) {
                    assertThat(where(running, get(one[1], "/"))).as(one[0]).isEqualTo("chosen");
                    assertThat(where(running, get("other.test", "/"))).isEqualTo("other");
                }
            }
        }
    }

    /** It goes into Location: two spellings of where a client is are no redirect. */
    @Test
    void redirectTellsTheOneFormAndNeverLeadsInACircle() {
        Piece route = Piece.route("filters \"go\"");
        Piece filter = Piece.filters("filter \"go\" { type \"redirect\"; path { replace-full-path \"/a\"; }; }");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy running = RunningProxy.inFrontOf(origin, route, filter);
                RawClient client = running.connect()) {
            assertThat(client.send(get("A.Test.:80", "/b")).read().field("Location"))
                    .isEqualTo("http://a.test/a");
            assertThat(client.send(get("A.Test.:80", "/b/../%61")).read().status())
                    .isEqualTo(200);
            assertThat(client.send(get("[::0]:080", "/b")).read().field("Location"))
                    .isEqualTo("http://[::]/a");
        }
    }
}
