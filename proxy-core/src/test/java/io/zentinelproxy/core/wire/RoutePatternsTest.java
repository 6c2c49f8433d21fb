package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.TwoOrigins.get;
import static io.zentinelproxy.core.wire.TwoOrigins.where;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RunningProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Routes by patterns of path and host. */
class RoutePatternsTest {
    private final TwoOrigins origins = new TwoOrigins();

    @AfterEach
    void close() {
        origins.close();
    }

    @Test
    void aPathPatternIsFoundAnywhereInThePath() {
        try (RunningProxy proxy = origins.withMatches("path-regex \"/v[0-9]+/\"")) {
            assertThat(where(proxy, Messages.get("/v2/x"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/api/v12/x"))).isEqualTo("chosen");
            assertThat(where(proxy, get("a", "http://a/v2/"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/v2"))).isEqualTo("other");
            assertThat(where(proxy, Messages.get("/V2/"))).isEqualTo("other");
        }
    }

    @Test
    void aPathPatternSeesNoQuery() {
        try (RunningProxy proxy = origins.withMatches("path-regex \"\\\\.png$\"")) {
            assertThat(where(proxy, Messages.get("/a.png?size=1"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/a?name=b.png"))).isEqualTo("other");
        }
    }

    @Test
    void severalPathPatternsAreAlternatives() {
        try (RunningProxy proxy = origins.withMatches("path-regex \"^/a$\" \"^/b$\"; path-regex \"^/c$\"")) {
            assertThat(where(proxy, Messages.get("/a"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/b"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/c"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/ab"))).isEqualTo("other");
        }
    }

    /** As the sample for static sites has it: files under /assets/ whose names have a hash. */
    @Test
    void prefixAndPatternMustBothHold() {
        try (RunningProxy proxy = origins.withMatches(
                "path-prefix \"/assets/\" \"/static\"; path-regex \"\\\\.[a-f0-9]{8,}\\\\.(js|css)$\"")) {
            assertThat(where(proxy, Messages.get("/assets/app.0123abcd.js"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/static/app.0123abcd.css"))).isEqualTo("chosen");
            assertThat(where(proxy, Messages.get("/assets/app.js"))).isEqualTo("other");
            assertThat(where(proxy, Messages.get("/other/app.0123abcd.js"))).isEqualTo("other");
        }
    }

    @Test
    void aStarTakesHostsBelowTheDomainAtAnyDepthAndNotTheDomain() {
        try (RunningProxy proxy = origins.withMatches("host \"*.Shop.test\"")) {
            assertThat(where(proxy, get("a.shop.test", "/"))).isEqualTo("chosen");
            assertThat(where(proxy, get("a.b.SHOP.test.:80", "/"))).isEqualTo("chosen");
            assertThat(where(proxy, get("shop.test", "/"))).isEqualTo("other");
            assertThat(where(proxy, get("ashop.test", "/"))).isEqualTo("other");
            assertThat(where(proxy, get("a.shop.test.evil", "/"))).isEqualTo("other");
        }
    }

    @Test
    void aStarElsewhereStaysWithinItsLabel() {
        try (RunningProxy proxy = origins.withMatches("host \"api-*.shop.test\"")) {
            assertThat(where(proxy, get("api-eu.shop.test", "/"))).isEqualTo("chosen");
            assertThat(where(proxy, get("API-.shop.test", "/"))).isEqualTo("chosen");
            assertThat(where(proxy, get("api-eu.x.shop.test", "/"))).isEqualTo("other");
            assertThat(where(proxy, get("api-eu.shop.test.evil", "/"))).isEqualTo("other");
            assertThat(where(proxy, get("api-eu-shop.test", "/"))).isEqualTo("other");
        }
    }

    @Test
    void aBracketMakesAHostPattern() {
        try (RunningProxy proxy = origins.withMatches("host \"^v[0-9]+\\\\.shop\\\\.test$\"")) {
            assertThat(where(proxy, get("v12.shop.test", "/"))).isEqualTo("chosen");
            assertThat(where(proxy, get("V12.Shop.Test:80", "/"))).isEqualTo("chosen");
            assertThat(where(proxy, get("v.shop.test", "/"))).isEqualTo("other");
        }
    }

    @Test
    void anAddressInBracketsIsAHost() {
        try (RunningProxy proxy = origins.withMatches("host \"[2001:DB8::1]\" \"127.0.0.1\"")) {
            assertThat(where(proxy, get("[2001:db8::1]", "/"))).isEqualTo("chosen");
            assertThat(where(proxy, get("[2001:db8::1]:8080", "/"))).isEqualTo("chosen");
            assertThat(where(proxy, get("127.0.0.1:80", "/"))).isEqualTo("chosen");
            assertThat(where(proxy, get("[2001:db8::2]", "/"))).isEqualTo("other");
        }
    }

    @Test
    void severalHostsOfAnyKindAreAlternatives() {
        try (RunningProxy proxy = origins.withMatches("host \"a.test\" \"*.b.test\" \"c[0-9].test\"")) {
            assertThat(where(proxy, get("a.test", "/"))).isEqualTo("chosen");
            assertThat(where(proxy, get("x.b.test", "/"))).isEqualTo("chosen");
            assertThat(where(proxy, get("c1.test", "/"))).isEqualTo("chosen");
            assertThat(where(proxy, get("d.test", "/"))).isEqualTo("other");
        }
    }

    /** Such a pattern holds an engine that goes back for longer than anybody waits. */
    @Test
    @Timeout(60)
    void aCatastrophicPatternCostsNoMoreThanAnother() {
        try (RunningProxy proxy = origins.withMatches("path-regex \"^/(x+x+)+y\" \"^/(x|xx)*$z\"")) {
            String many = "/" + "x".repeat(4000);

            assertThat(where(proxy, Messages.get(many))).isEqualTo("other");
            assertThat(where(proxy, Messages.get(many + "y"))).isEqualTo("chosen");
        }
    }
}
