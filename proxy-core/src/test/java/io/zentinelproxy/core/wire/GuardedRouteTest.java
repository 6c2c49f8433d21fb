package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A route that denies /admin stands beside one that takes everything: no spelling of /admin that some origin reads as /admin gets past it. What
 * is no such spelling passes, so that a proxy that refused everything would fail here.
 */
class GuardedRouteTest {
    private static final Piece ROUTES = Piece.routes("""
            route "guarded" { matches { path-prefix "/admin"; }; upstream "origin"; policies { deny "0.0.0.0/0" "::/0"; }; }
            route "everything" { upstream "origin"; }
            """);

    private static TestOrigin origin;
    private static RunningProxy proxy;

    @BeforeAll
    static void start() {
        origin = TestOrigin.answering(Messages.OK);
        proxy = RunningProxy.inFrontOf(origin, ROUTES);
    }

    @AfterAll
    static void stop() {
        proxy.close();
        origin.close();
    }

    private static int status(String target) {
        try (RawClient client = proxy.connect()) {
            return client.send(Messages.get(target)).read().status();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/admin",
                "/admin/",
                "/admin/users",
                "/admin?x",
                "http://a.test/admin",
                "HTTP://A.test:80/admin",
                // Encoded letters, once and in full.
                "/%61dmin",
                "/%61%64%6d%69%6e",
                "/%61%64%6D%69%6E/",
                "/a%64min/users",
                "/admi%6e/users",
                // Empty segments.
                "//admin",
                "///admin",
                "/admin//users",
                "//admin//",
                "http://a.test//admin",
                // Dot segments.
                "/./admin",
                "/././admin",
                "/admin/.",
                "/admin/./users",
                "/x/../admin",
                "/x/y/../../admin",
                "/admin/x/..",
                "/admin/../admin",
                "/x/..//admin",
                "/.//admin",
                "/x//../admin",
                // The same, encoded.
                "/%2e/admin",
                "/%2E/admin",
                "/x/%2e%2e/admin",
                "/x/.%2e/admin",
                "/x/%2e./admin",
                "/x/%2E%2E/%61dmin",
                "/admin/%2e",
                "/public/%2e%2e/admin/%2e/users",
                // Parameters, which Tomcat and others take off.
                "/admin;",
                "/admin;x",
                "/admin;x=1",
                "/admin;jsessionid=1/users",
                "/admin;/users",
                "/admin;x.css",
                "/admin;a;b=%3B/",
                "/%61dmin;x",
                "/x;y/../admin;z",
            })
    void spellingThatMeansTheGuardedPathIsDenied(String target) {
        int before = origin.requests().size();
        assertThat(status(target)).isEqualTo(403);
        assertThat(origin.requests()).hasSize(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../admin",
                "/x/../../admin",
                "/%2e%2e/admin",
                "/..;/admin",
                "/x/..;/admin",
                "/x/..;a=b/admin",
                "/x/..%3b/admin",
                "/x/%2e%2e;/admin",
                "/.;/admin",
                "/x/.;y/../admin",
                "/;/admin",
                "/;x/admin",
                "/%2fadmin",
                "/%2Fadmin",
                "/x%2fadmin",
                "/x%2f..%2fadmin",
                "/..%2fadmin",
                "/admin%2f",
                "/%5cadmin",
                "/x%5c..%5cadmin",
                "/..\\admin",
                "/\\admin",
                "/admin%00",
                "/admin%00.css",
                "/%00/admin",
                "/admin%0a",
                "/admin%0d%0a",
                "/admin%7f",
                "/x/%c0%ae%c0%ae/admin",
                "/x%c0%afadmin",
                "/%e0%80%afadmin",
                "/x%c1%9cadmin",
                "/%f0%80%80%afadmin",
                "/%u002fadmin",
                "/%zzadmin",
                "/admin%",
                "/admin#",
                "/#/../admin",
                "admin",
                "http://a.test/../admin",
                "http://a.test/x%2f../admin",
            })
    void spellingThatOriginsDisagreeOnIsRefused(String target) {
        int before = origin.requests().size();
        assertThat(status(target)).isEqualTo(400);
        assertThat(origin.requests()).hasSize(before);
    }

    /** Not the guarded path at any origin: letters of another case, encoded twice, other names, above it, in the query. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/ADMIN",
                "/%41dmin",
                "/%2561dmin",
                "/%252e%252e/x",
                "/adminx",
                "/admin.",
                "/admin%20",
                "/admin/..",
                "/admin/../x",
                "/x/admin",
                "/x?/../admin",
                "/x;/admin2"
            })
    void otherPathsPass(String target) {
        assertThat(status(target)).isEqualTo(200);
    }
}
