package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.TwoOrigins.where;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A segment's parameters go to the origin, and are no part of its name when a route is looked for: RFC 3986 section 3.3. */
class PathParametersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "/a;x=1/b;y;z=2/c;",
                "/;jsessionid=0A1B",
                "/app/;jsessionid=0A1B",
                "/a;x=%2525",
                "/a;;b",
                "/a;x?q;y",
                "/a%3Bx"
            })
    void originGetsThemAsTheyAre(String target) {
        try (AttackedProxy proxy = new AttackedProxy()) {
            assertThat(proxy.takes(Messages.get(target)).target()).isEqualTo(target);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "path \"/admin\" | /admin;x=1 | chosen",
                "path \"/admin\" | /admin; | chosen",
                "path \"/admin\" | /admin;x/ | other",
                "path \"/admin\" | /admin;/x | other",
                "path \"/a/b\" | /a;x/b;y | chosen",
                "path \"/a/\" | /a/;x | chosen",
                "path-prefix \"/admin\" | /admin;x=1/users | chosen",
                "path-prefix \"/admin/users\" | /admin;x/users;y/1 | chosen",
                "path-prefix \"/admin\" | /admin;x | chosen",
                "path-prefix \"/admin\" | /adminx;/admin | other",
                "path-prefix \"/admin\" | /x;/admin | other",
                "path-regex \"^/admin$\" | /admin;x=1 | chosen",
                "path-regex \"^/a/[0-9]+/b$\" | /a;p/17;q/b;r | chosen",
                "path-regex \"\\\\.css$\" | /admin;x.css | other",
                "path-regex \"\\\\.css$\" | /a.css;v=1 | chosen",
                // What the name itself holds is no parameter.
                "path \"/a%3bx\" | /a%3Bx | chosen",
                "path \"/a\" | /a%3Bx | other",
                // Encoded delimiters are the delimiters.
                "path \"/@me:1\" | /%40me%3A1 | chosen",
                "path \"/%40me%3a1\" | /@me:1 | chosen",
                "path-prefix \"/a+b\" | /a%2Bb/c | chosen",
                "path-regex \"^/[$]x$\" | /%24x;y | chosen",
            })
    void routesSeeNamesOnly(String condition, String target, String origin) {
        try (TwoOrigins origins = new TwoOrigins();
                RunningProxy proxy = origins.withMatches(condition)) {
            assertThat(where(proxy, Messages.get(target))).isEqualTo(origin);
        }
    }

    /** A rewrite that a parameter could switch off would lead to what the route's filters hide. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "replace-prefix-match \"/v2\" | /api;x=1/users;y | /v2/users;y",
                "replace-prefix-match \"/v2\" | /api;x | /v2",
                "replace-prefix-match \"/\" | /api;x/a%40b | /a%40b",
                "pattern \"^/api/(.*)$\"; replacement \"/v2/$1\" | /api/users;y | /v2/users;y",
                "pattern \"^/api/(.*)$\"; replacement \"/v2/$1\" | /api;x/users;y | /v2/users",
                "pattern \"^/api/(.*)$\"; replacement \"/v2/$1\" | /api;x | /api;x",
                "pattern \"^/api/@(.*)$\"; replacement \"/v2/$1\" | /api/%40me | /v2/me",
                "replace-full-path \"/new;p\" | /api;x | /new;p",
            })
    void parametersSwitchNoRewriteOff(String path, String target, String seen) {
        Piece route =
                Piece.routes("route \"r\" { matches { path-prefix \"/api\"; }; upstream \"origin\"; filters \"f\"; }");
        Piece filter = Piece.filters("filter \"f\" { type \"url-rewrite\"; path { " + path + "; }; }");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, route, filter);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.get(target)).read().status()).isEqualTo(200);
            assertThat(origin.onlyRequest().target()).isEqualTo(seen);
        }
    }

    @Test
    void configuredPathsHaveTheSameForm() {
        String[][] cases = {
            {"/%61/./b", "/a/b"},
            {"//a//b/", "/a/b/"},
            {"/x/../a", "/a"},
            {"/caf%c3%a9", "/caf%C3%A9"},
            {"/{id}", "/%7Bid%7D"},
            {"/{id}", "/{id}"},
        };
        for (String[] one : cases) {
            try (TwoOrigins origins = new TwoOrigins();
                    RunningProxy proxy = origins.withMatches("path \"" + one[0] + "\"")) {
                assertThat(where(proxy, Messages.get(one[1]))).as(one[0]).isEqualTo("chosen");
            }
        }
    }
}
