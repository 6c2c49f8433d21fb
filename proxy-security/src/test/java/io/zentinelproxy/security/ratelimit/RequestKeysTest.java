package io.zentinelproxy.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom a request counts for: one is served, the next with the same key is refused, one with another key is served. */
class RequestKeysTest {
    private static final String ONE = "requests 1; period \"1h\"; ";
    private static final TestCertificates CA = TestCertificates.authority();

    @Test
    void eachClientCountsForItself() {
        try (LimitedProxy proxy = LimitedProxy.filtering(ONE + "key \"client-ip\"")) {
            assertThat(proxy.from("127.0.0.1", "/").status()).isEqualTo(200);
            assertThat(proxy.from("127.0.0.1", "/other").status()).isEqualTo(429);
            assertThat(proxy.from("127.0.0.2", "/").status()).isEqualTo(200);
            assertThat(proxy.found(3).key()).isEqualTo("127.0.0.2");
        }
    }

    @Test
    void addressesOfOnePrefixAreOneClientWhereTheLimitSaysSo() {
        try (LimitedProxy proxy = LimitedProxy.filtering(ONE + "ipv4-prefix 24")) {
            assertThat(proxy.from("127.0.0.1", "/").status()).isEqualTo(200);
            assertThat(proxy.from("127.0.0.200", "/").status()).isEqualTo(429);
            assertThat(proxy.from("127.0.1.1", "/").status()).isEqualTo(200);
            assertThat(proxy.found(3).key()).isEqualTo("127.0.1.0/24");
        }
    }

    @Test
    void aClientOfIpv6IsItsNetwork() {
        Piece trusted = Piece.listener("trusted-proxies \"127.0.0.1\"");
        try (LimitedProxy proxy = LimitedProxy.with(
                LimitedProxy.filter("api", ONE + "ipv6-prefix 64"), Piece.route("filters \"api\""), trusted)) {
            assertThat(proxy.get("/", "X-Forwarded-For: 2001:db8:0:7::1").status())
                    .isEqualTo(200);
            assertThat(proxy.get("/", "X-Forwarded-For: 2001:db8:0:7:8::9").status())
                    .isEqualTo(429);
            assertThat(proxy.get("/", "X-Forwarded-For: 2001:db8:0:8::1").status())
                    .isEqualTo(200);
            assertThat(proxy.found(3).key()).isEqualTo("2001:db8:0:8::/64");
        }
    }

    @Test
    void anAddressThatAnUntrustedPeerNamesChangesNothing() {
        try (LimitedProxy proxy = LimitedProxy.filtering(ONE + "key \"client-ip\"")) {
            assertThat(proxy.get("/", "X-Forwarded-For: 192.0.2.1").status()).isEqualTo(200);
            assertThat(proxy.get("/", "X-Forwarded-For: 192.0.2.2").status()).isEqualTo(429);
            assertThat(proxy.get("/", "Forwarded: for=192.0.2.3").status()).isEqualTo(429);
            assertThat(proxy.get("/", "X-Forwarded-For: no address").status()).isEqualTo(429);
            assertThat(proxy.found(4).key()).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void eachPathCountsForItselfInItsOneForm() {
        try (LimitedProxy proxy = LimitedProxy.filtering(ONE + "key \"path\"")) {
            assertThat(proxy.from("127.0.0.1", "/a").status()).isEqualTo(200);
            assertThat(proxy.from("127.0.0.2", "/a?x=1").status()).isEqualTo(429);
            assertThat(proxy.from("127.0.0.3", "/b/../a").status()).isEqualTo(429);
            assertThat(proxy.from("127.0.0.1", "/b").status()).isEqualTo(200);
        }
    }

    @Test
    void routesThatListOneFilterCountTogetherUnlessItsKeyIsTheRoute() {
        String routes = "route \"a\" { matches { path-prefix \"/a\"; }; upstream \"origin\"; filters \"api\"; }\n"
                + "route \"b\" { matches { path-prefix \"/b\"; }; upstream \"origin\"; filters \"api\"; }";
        try (LimitedProxy proxy = LimitedProxy.with(LimitedProxy.filter("api", ONE), Piece.routes(routes))) {
            assertThat(proxy.get("/a").status()).isEqualTo(200);
            assertThat(proxy.get("/b").status()).isEqualTo(429);
        }
        try (LimitedProxy proxy =
                LimitedProxy.with(LimitedProxy.filter("api", ONE + "key \"route\""), Piece.routes(routes))) {
            assertThat(proxy.from("127.0.0.1", "/a").status()).isEqualTo(200);
            assertThat(proxy.from("127.0.0.2", "/a").status()).isEqualTo(429);
            assertThat(proxy.from("127.0.0.1", "/b").status()).isEqualTo(200);
        }
    }

    @Test
    void clientAndPathCountTogether() {
        for (String key : List.of("key \"client-ip-and-path\"", "key \"client-ip\" \"path\"")) {
            try (LimitedProxy proxy = LimitedProxy.filtering(ONE + key)) {
                assertThat(proxy.from("127.0.0.1", "/a").status()).isEqualTo(200);
                assertThat(proxy.from("127.0.0.1", "/a").status()).isEqualTo(429);
                assertThat(proxy.from("127.0.0.1", "/b").status()).isEqualTo(200);
                assertThat(proxy.from("127.0.0.2", "/a").status()).isEqualTo(200);
                assertThat(proxy.found(4).key()).isEqualTo("9:127.0.0.22:/a");
            }
        }
    }

    @Test
    void eachValueOfAFieldCountsForItselfAndAllWithoutItTogether() {
        try (LimitedProxy proxy = LimitedProxy.filtering(ONE + "key \"header:X-Api-Key\"")) {
            assertThat(proxy.get("/", "x-api-key: secret").status()).isEqualTo(200);
            assertThat(proxy.from("127.0.0.2", "/", "X-API-KEY: secret").status())
                    .isEqualTo(429);
            assertThat(proxy.get("/", "x-api-key: other").status()).isEqualTo(200);
            assertThat(proxy.from("127.0.0.1", "/").status()).isEqualTo(200);
            assertThat(proxy.from("127.0.0.2", "/").status()).isEqualTo(429);
            assertThat(proxy.found(5).key()).isEqualTo("-");
            assertThat(proxy.get("/", "x-api-key: -").status()).isEqualTo(200);
            assertThat(proxy.found()).noneMatch(found -> found.key().contains("secret"));
            assertThat(proxy.found().getFirst().key()).matches("#[0-9a-f]{32}");
        }
    }

    @Test
    void eachValueOfACookieCountsForItself() {
        try (LimitedProxy proxy = LimitedProxy.filtering(ONE + "key \"cookie:sid\"")) {
            assertThat(proxy.get("/", "Cookie: a=1; sid=one").status()).isEqualTo(200);
            assertThat(proxy.get("/", "Cookie: sid=one; b=2").status()).isEqualTo(429);
            assertThat(proxy.get("/", "Cookie: sid=two").status()).isEqualTo(200);
            assertThat(proxy.get("/").status()).isEqualTo(200);
            assertThat(proxy.get("/", "Cookie: other=one").status()).isEqualTo(429);
        }
    }

    /** Origins undo quotes, blanks and percent-encoding: a session written in another way is no other session. */
    @ParameterizedTest
    @ValueSource(strings = {"sid= one", "sid=\t one", "sid=\"one\"", "sid= \"one\"", "sid=%6fne"})
    void aCookieWrittenInAnotherWayIsTheSame(String cookie) {
        try (LimitedProxy proxy = LimitedProxy.filtering(ONE + "key \"cookie:sid\"")) {
            assertThat(proxy.get("/", "Cookie: sid=one").status()).isEqualTo(200);
            assertThat(proxy.get("/", "Cookie: " + cookie).status()).isEqualTo(429);
            assertThat(proxy.get("/", "Cookie: sid=two").status()).isEqualTo(200);
        }
    }

    /** Some origins take the first, some the last: none of them is told from the other by a key of its own. */
    @Test
    void aCookieWithSeveralValuesCountsAsNone() {
        try (LimitedProxy proxy = LimitedProxy.filtering(ONE + "key \"cookie:sid\"")) {
            assertThat(proxy.get("/", "Cookie: sid=x1; sid=one").status()).isEqualTo(200);
            assertThat(proxy.get("/", "Cookie: sid=x2; sid=one").status()).isEqualTo(429);
            assertThat(proxy.get("/", "Cookie: sid=x3", "Cookie: sid=one").status())
                    .isEqualTo(429);
            assertThat(proxy.get("/").status()).isEqualTo(429);
            assertThat(proxy.get("/", "Cookie: sid=one; sid=one").status()).isEqualTo(200);
        }
    }

    @Test
    void eachValueOfAParameterCountsForItself() {
        try (LimitedProxy proxy = LimitedProxy.filtering(ONE + "key \"query:k\"")) {
            assertThat(proxy.get("/?a=1&k=one").status()).isEqualTo(200);
            assertThat(proxy.get("/b?k=one&x=2").status()).isEqualTo(429);
            assertThat(proxy.get("/?k=two").status()).isEqualTo(200);
            assertThat(proxy.get("/?k=").status()).isEqualTo(200);
            assertThat(proxy.get("/?kk=one").status()).isEqualTo(200);
            assertThat(proxy.get("/").status()).isEqualTo(429);
        }
    }

    @Test
    void aValueOfAParameterCountsInItsOneForm() {
        try (LimitedProxy proxy = LimitedProxy.filtering(ONE + "key \"query:k\"")) {
            assertThat(proxy.get("/?k=one+1").status()).isEqualTo(200);
            assertThat(proxy.get("/?k=%6fne%201").status()).isEqualTo(429);
            assertThat(proxy.get("/?k=%6Fne%20%31").status()).isEqualTo(429);
            assertThat(proxy.get("/?%6b=one+1").status()).isEqualTo(429);
            assertThat(proxy.get("/?k=100%").status()).isEqualTo(200);
            assertThat(proxy.get("/?k=100%25").status()).isEqualTo(429);
        }
    }

    @Test
    void whoNamesSeveralValuesHasNoKeyOfItsOwn() {
        try (LimitedProxy proxy = LimitedProxy.filtering(ONE + "key \"query:k\"")) {
            assertThat(proxy.get("/?k=one&k=x1").status()).isEqualTo(200);
            assertThat(proxy.get("/?k=one&k=x2").status()).isEqualTo(429);
            assertThat(proxy.get("/?k=x3&k=one").status()).isEqualTo(429);
            assertThat(proxy.get("/?k&k=one").status()).isEqualTo(429);
            assertThat(proxy.get("/?k=one&k=one").status()).isEqualTo(200);
            assertThat(proxy.get("/?k=one").status()).isEqualTo(429);
        }
        try (LimitedProxy proxy = LimitedProxy.filtering(ONE + "key \"header:X-Api-Key\"")) {
            assertThat(proxy.get("/", "x-api-key: one", "x-api-key: x1").status())
                    .isEqualTo(200);
            assertThat(proxy.get("/", "x-api-key: one", "x-api-key: x2").status())
                    .isEqualTo(429);
            assertThat(proxy.get("/", "x-api-key: one").status()).isEqualTo(200);
        }
    }

    @Test
    void eachCertificateCountsForItselfAndAllWithoutOneTogether() {
        TestIdentity server = CA.server("a.example");
        Piece tls = Piece.listener("protocol \"https\"\ntls {\ncert-file \"" + server.certificate() + "\"\nkey-file \""
                + server.key() + "\"\nclient-auth \"optional\"\nca-file \"" + CA.caFile() + "\"\n}");
        try (LimitedProxy proxy = LimitedProxy.with(
                LimitedProxy.filter("api", ONE + "key \"client-cert\""), Piece.route("filters \"api\""), tls)) {
            assertThat(status(proxy, CA.client("one.example"))).isEqualTo(200);
            assertThat(status(proxy, CA.client("one.example"))).isEqualTo(429);
            proxy.found(2);
            assertThat(status(proxy, CA.client("two.example"))).isEqualTo(200);
            assertThat(proxy.found(3).key()).contains("two.example");
            assertThat(status(proxy, null)).isEqualTo(200);
            assertThat(status(proxy, null)).isEqualTo(429);
        }
    }

    private static int status(LimitedProxy proxy, @Nullable TestIdentity client) {
        try (RawClient connection = RawClient.overTls(proxy.address(), CA.clientContext(client), "a.example")) {
            return connection
                    .send("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n")
                    .read()
                    .status();
        }
    }

    @Test
    void partsOfAKeyCannotBeShiftedIntoEachOther() {
        try (LimitedProxy proxy = LimitedProxy.filtering(ONE + "key \"header:a\" \"header:b\"")) {
            assertThat(proxy.get("/", "a: xy", "b: z").status()).isEqualTo(200);
            assertThat(proxy.get("/", "a: x", "b: yz").status()).isEqualTo(200);
            assertThat(proxy.get("/", "a: xyz").status()).isEqualTo(200);
            assertThat(proxy.get("/", "b: xyz").status()).isEqualTo(200);
            assertThat(proxy.get("/", "b: z", "a: xy").status()).isEqualTo(429);
        }
        try (LimitedProxy proxy = LimitedProxy.filtering(ONE + "key \"path\" \"route\"")) {
            assertThat(proxy.get("/3:all").status()).isEqualTo(200);
            assertThat(proxy.get("/").status()).isEqualTo(200);
            assertThat(proxy.get("/3:all").status()).isEqualTo(429);
        }
    }

    @Test
    void keyOf64KibIsAKeyLikeAnyOther() {
        Piece large = Piece.limits("max-header-size \"256KB\"; max-header-value-bytes 100000");
        try (LimitedProxy proxy = LimitedProxy.with(
                LimitedProxy.filter("api", ONE + "key \"header:k\""), Piece.route("filters \"api\""), large)) {
            String hostile = "k: " + "x".repeat(65_536);
            assertThat(proxy.get("/", hostile + "1").status()).isEqualTo(200);
            assertThat(proxy.get("/", hostile + "2").status()).isEqualTo(200);
            assertThat(proxy.get("/", hostile + "1").status()).isEqualTo(429);
            assertThat(proxy.found(3).key()).hasSize(33);
        }
    }

    @Test
    void aLongPathCountsWhole() {
        try (LimitedProxy proxy = LimitedProxy.filtering(ONE + "key \"path\"")) {
            String path = "/" + "x".repeat(4000);
            assertThat(proxy.get(path + "1").status()).isEqualTo(200);
            assertThat(proxy.get(path + "2").status()).isEqualTo(200);
            assertThat(proxy.get(path + "1").status()).isEqualTo(429);
        }
    }
}
