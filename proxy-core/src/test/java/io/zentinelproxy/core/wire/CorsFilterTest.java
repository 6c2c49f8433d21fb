package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Fields;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.wire.FilteredExchange.Setup;
import org.junit.jupiter.api.Test;

/** The filter {@code cors}: which pages may read answers, and that no other may, through a cache neither. */
class CorsFilterTest {
    private static final String OWN = Messages.okWith(
            "Access-Control-Allow-Origin: https://other.test\r\naccess-control-allow-credentials: true\r\n"
                    + "Access-Control-Allow-Methods: TRACE\r\nVary: Accept\r\nContent-Length: 2\r\n",
            "ok");

    private static Setup cors(String keys) {
        return Setup.filter("cors", keys).originSays(OWN);
    }

    private static FilteredExchange get(String keys, String origin) {
        return cors(keys).send(Messages.getWith(origin.isEmpty() ? "" : "Origin: " + origin + "\r\n"));
    }

    private static Reply preflight(String keys, String origin, String more) {
        FilteredExchange seen = cors(keys)
                .send("OPTIONS /x HTTP/1.1\r\nHost: a.test\r\nOrigin: " + origin
                        + "\r\nAccess-Control-Request-Method: PUT\r\n" + more + "\r\n");
        assertThat(seen.requests()).isEmpty();
        assertThat(seen.reply().statusLine()).isEqualTo("HTTP/1.1 204 No Content");
        return seen.reply();
    }

    private static void assertNothingAllowed(Fields fields) {
        assertThat(fields.all("Access-Control-Allow-Origin")).isEmpty();
        assertThat(fields.all("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(fields.all("Access-Control-Allow-Methods")).isEmpty();
        assertThat(fields.all("Vary")).containsExactly("Accept", "Origin");
    }

    @Test
    void byDefaultEveryOriginIsAllowedWithoutCookies() {
        Fields fields = get("", "https://any.test").reply().fields();
        assertThat(fields.all("Access-Control-Allow-Origin")).containsExactly("*");
        assertThat(fields.all("Access-Control-Allow-Credentials")).isEmpty();
        assertThat(fields.all("Access-Control-Allow-Methods")).isEmpty();
        assertThat(fields.all("Vary")).containsExactly("Accept");
        assertThat(get("", "").reply().field("Access-Control-Allow-Origin")).isEqualTo("*");
    }

    @Test
    void namedOriginIsEchoedAndOthersGetNothingButTheAnswer() {
        String keys = "allowed-origins \"https://app.test\" \"http://b.test:8080\"";
        Reply allowed = get(keys, "http://b.test:8080").reply();
        assertThat(allowed.fields().all("Access-Control-Allow-Origin")).containsExactly("http://b.test:8080");
        assertThat(allowed.fields().all("Vary")).containsExactly("Accept", "Origin");
        for (String other :
                new String[] {"https://evil.test", "https://app.test.evil.test", "http://app.test", "null", ""}) {
            FilteredExchange seen = get(keys, other);
            assertThat(seen.requests()).hasSize(1);
            assertThat(seen.reply().body()).isEqualTo("ok");
            assertNothingAllowed(seen.reply().fields());
        }
    }

    @Test
    void subdomainsOfADomainAreAllowedAndNothingThatLooksLikeThem() {
        String keys = "allowed-origins \"https://*.example.com\"";
        for (String good : new String[] {"https://a.example.com", "https://a.b.example.com"}) {
            assertThat(get(keys, good).reply().field("Access-Control-Allow-Origin"))
                    .isEqualTo(good);
        }
        String[] bad = {
            "https://example.com",
            "https://.example.com",
            "http://a.example.com",
            "https://aexample.com",
            "https://evil.test/.example.com",
            "https://evil.test#.example.com",
            "https://a@b.example.com",
            "https://a.example.com.evil.test",
            "https://a.example.com:8443"
        };
        for (String origin : bad) {
            assertNothingAllowed(get(keys, origin).reply().fields());
        }
    }

    @Test
    void twoOriginsComeFromNoBrowser() {
        FilteredExchange seen = cors("allowed-origins \"https://a.test\"")
                .send(Messages.getWith("Origin: https://a.test\r\nOrigin: https://a.test\r\n"));
        assertNothingAllowed(seen.reply().fields());
    }

    @Test
    void preflightIsAnsweredHere() {
        Fields fields = preflight("", "https://any.test", "").fields();
        assertThat(fields.only("Access-Control-Allow-Origin")).isEqualTo("*");
        assertThat(fields.only("Access-Control-Allow-Methods"))
                .isEqualTo("GET, POST, PUT, DELETE, OPTIONS, HEAD, PATCH");
        assertThat(fields.only("Access-Control-Max-Age")).isEqualTo("86400");
        assertThat(fields.all("Access-Control-Allow-Headers")).isEmpty();
        assertThat(fields.all("Content-Length")).isEmpty();
    }

    @Test
    void everyOptionOfAPreflightIsTold() {
        Fields fields = preflight(
                        "allowed-origins \"https://app.test\"\nallowed-methods \"GET\" \"PUT\"\n"
                                + "allowed-headers \"X-A\" \"X-B\"\nallow-credentials #true\nmax-age-secs 60",
                        "https://app.test",
                        "Access-Control-Request-Headers: x-a\r\n")
                .fields();
        assertThat(fields.only("Access-Control-Allow-Origin")).isEqualTo("https://app.test");
        assertThat(fields.only("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(fields.only("Access-Control-Allow-Methods")).isEqualTo("GET, PUT");
        assertThat(fields.only("Access-Control-Allow-Headers")).isEqualTo("X-A, X-B");
        assertThat(fields.only("Access-Control-Max-Age")).isEqualTo("60");
        assertThat(fields.only("Vary")).isEqualTo("Origin");
    }

    @Test
    void preflightOfAnotherOriginIsToldNothing() {
        Fields fields = preflight("allowed-origins \"https://app.test\"", "https://evil.test", "")
                .fields();
        assertThat(fields.all("Access-Control-Allow-Origin")).isEmpty();
        assertThat(fields.all("Access-Control-Allow-Methods")).isEmpty();
        assertThat(fields.only("Vary")).isEqualTo("Origin");
    }

    @Test
    void aStarAllowsWhatIsAskedFor() {
        Fields fields = preflight(
                        "allowed-methods \"*\"; allowed-headers \"*\"",
                        "https://any.test",
                        "Access-Control-Request-Headers: x-a,x-b\r\n")
                .fields();
        assertThat(fields.only("Access-Control-Allow-Methods")).isEqualTo("PUT");
        assertThat(fields.only("Access-Control-Allow-Headers")).isEqualTo("x-a,x-b");
    }

    @Test
    void anOptionsRequestThatIsNoPreflightGoesToTheOrigin() {
        FilteredExchange seen = cors("").send("OPTIONS /x HTTP/1.1\r\nHost: a.test\r\nOrigin: https://b.test\r\n\r\n");
        assertThat(seen.requests()).hasSize(1);
        assertThat(seen.reply().field("Access-Control-Allow-Origin")).isEqualTo("*");
    }

    @Test
    void fieldsAreExposedAndCookiesAllowed() {
        Fields fields = get(
                        "allowed-origins \"https://app.test\"; allow-credentials #true; exposed-headers \"X-Total\" \"X-Page\"",
                        "https://app.test")
                .reply()
                .fields();
        assertThat(fields.only("Access-Control-Expose-Headers")).isEqualTo("X-Total, X-Page");
        assertThat(fields.all("Access-Control-Allow-Credentials")).containsExactly("true");
    }

    @Test
    void varyThatNamesOriginIsLeftAsItIs() {
        for (String vary : new String[] {"Accept, origin", "*"}) {
            Fields fields = Setup.filter("cors", "allowed-origins \"https://app.test\"")
                    .originSays(Messages.okWith("Vary: " + vary + "\r\nContent-Length: 2\r\n", "ok"))
                    .send(Messages.GET)
                    .reply()
                    .fields();
            assertThat(fields.all("Vary")).containsExactly(vary);
        }
    }

    @Test
    void aPageMayReadErrorsOfOurs() {
        Reply reply = Setup.filter("cors", "")
                .originSays("garbage\r\n\r\n")
                .send(Messages.GET)
                .reply();
        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.field("Access-Control-Allow-Origin")).isEqualTo("*");
    }
}
