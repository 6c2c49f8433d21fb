package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.TwoOrigins.where;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import org.junit.jupiter.api.Test;

/** Each leniency of a listener, off by default, lets through one thing and nothing else. */
class LeniencyTest {

    private static final String[] LENIENCIES = {
        "encoded-slash", "encoded-backslash", "non-utf8", "empty-segments", "parameters-in-names"
    };

    private static AttackedProxy lenient(String name) {
        return new AttackedProxy(Piece.listener("leniency { " + name + " #true; }"));
    }

    private static void takes(AttackedProxy proxy, String target, String seen) {
        assertThat(proxy.takes(Messages.get(target)).target()).isEqualTo(seen);
    }

    private static void refuses(AttackedProxy proxy, String... targets) {
        for (String target : targets) {
            proxy.refuses(400, Messages.get(target));
        }
    }

    @Test
    void nothingIsLetThroughByDefault() {
        try (AttackedProxy strict = new AttackedProxy();
                AttackedProxy off = new AttackedProxy(
                        Piece.listener("leniency { " + String.join(" #false; ", LENIENCIES) + " #false; }"))) {
            for (AttackedProxy proxy : new AttackedProxy[] {strict, off}) {
                refuses(proxy, "/a%2Fb", "/a%5Cb", "/%E9");
                takes(proxy, "//a", "/a");
            }
        }
    }

    /** RFC 3986 section 2.2: an encoded delimiter is data. */
    @Test
    void encodedSlashStaysAndEndsNoSegment() {
        try (AttackedProxy proxy = lenient("encoded-slash")) {
            takes(proxy, "/a%2fb/c", "/a%2Fb/c");
            takes(proxy, "/x/a%2Fb/../c", "/x/c");
            refuses(proxy, "/a%5Cb", "/%E9", "/a/..%2fb", "/%2e%2e%2f", "/a/%2f..", "/a%2f%2e%2Fb", "/a%00");
        }
        assertThat(whereWith("encoded-slash", "/a%2Fb")).isEqualTo("other");
        assertThat(whereWith("encoded-slash", "/a/x%2Fb")).isEqualTo("chosen");
    }

    @Test
    void encodedBackslashStaysAndEndsNoSegment() {
        try (AttackedProxy proxy = lenient("encoded-backslash")) {
            takes(proxy, "/a%5cb/c", "/a%5Cb/c");
            refuses(proxy, "/a\\b", "/a%2Fb", "/a/..%5cb", "/a/%5C..", "/%00");
        }
        assertThat(whereWith("encoded-backslash", "/a%5Cb")).isEqualTo("other");
    }

    /** RFC 3986 section 2.5: older systems have other characters than those of UTF-8. Overlong forms are nobody's characters. */
    @Test
    void octetsThatAreNoUtf8StayEncoded() {
        try (AttackedProxy proxy = lenient("non-utf8")) {
            takes(proxy, "/caf%e9", "/caf%E9");
            takes(proxy, "/%ff%80/%c3%a9%e9", "/%FF%80/%C3%A9%E9");
            takes(proxy, "/%c3", "/%C3");
            refuses(proxy, "/%c0%af", "/%C1%9c", "/%e0%80%af", "/%f0%80%80%af", "/%c0%80", "/\u00e9", "/%2F");
        }
    }

    /** RFC 3986 section 3.3: a segment may be empty. */
    @Test
    void emptySegmentsStayAndRoutesSeeThem() {
        try (AttackedProxy proxy = lenient("empty-segments")) {
            takes(proxy, "//a///b//", "//a///b//");
            takes(proxy, "/a//../b", "/a/b");
            takes(proxy, "//../%61", "/a");
            refuses(proxy, "/..", "//../../a");
        }
        assertThat(whereWith("empty-segments", "//a")).isEqualTo("other");
        assertThat(whereWith("empty-segments", "/a//b")).isEqualTo("chosen");
    }

    /** RFC 3986 section 3.3: what a parameter means is up to the origin. */
    @Test
    void routesSeeParametersAsPartOfTheName() {
        try (AttackedProxy proxy = lenient("parameters-in-names")) {
            takes(proxy, "/a;x/b", "/a;x/b");
            refuses(proxy, "/..;/a", "/.;x/a", "/a/..;x");
        }
        assertThat(whereWith("parameters-in-names", "/a;x")).isEqualTo("other");
        assertThat(whereWith("parameters-in-names", "/a/b;x")).isEqualTo("chosen");
        assertThat(whereWith("encoded-slash", "/a;x")).isEqualTo("chosen");
    }

    /** Where a route for everything under /a leads to the origin "chosen". */
    private static String whereWith(String leniency, String target) {
        try (TwoOrigins origins = new TwoOrigins();
                RunningProxy proxy = origins.withRoutes("""
                        route "rest" { upstream "origin"; }
                        route "chosen" { matches { path-prefix "/a"; }; upstream "chosen"; }
                        """, Piece.listener("leniency { " + leniency + " #true; }"))) {
            return where(proxy, Messages.get(target));
        }
    }
}
