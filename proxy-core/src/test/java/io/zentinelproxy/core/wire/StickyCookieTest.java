package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cookie by which a client comes back to its target. */
class StickyCookieTest {

    private static String sticky(String parameters) {
        return "\"sticky\" { " + parameters + "; }";
    }

    private static String told(RunningProxy proxy) {
        try (RawClient client = proxy.connect()) {
            return client.send(Messages.GET).read().field("Set-Cookie");
        }
    }

    private static String told(String parameters) {
        try (Fleet fleet = new Fleet(2);
                RunningProxy proxy = fleet.behind(sticky(parameters))) {
            return told(proxy);
        }
    }

    private static String pair(String setCookie) {
        return setCookie.substring(0, setCookie.indexOf(';'));
    }

    private static String with(String cookies) {
        return Messages.getWith("Cookie: " + cookies + "\r\n");
    }

    @Test
    void aClientThatSendsItsCookieStaysAndIsNotToldAgain() {
        try (Fleet fleet = new Fleet(3);
                RunningProxy proxy = fleet.behind("\"sticky\"")) {
            for (int i = 0; i < 3; i++) {
                try (RawClient client = proxy.connect()) {
                    Reply first = client.send(Messages.GET).read();
                    String cookie = pair(first.field("Set-Cookie"));
                    for (int again = 0; again < 5; again++) {
                        Reply next = client.send(with(cookie)).read();
                        assertThat(next.body()).isEqualTo(first.body());
                        assertThat(next.head()).doesNotContainIgnoringCase("set-cookie");
                    }
                }
            }
        }
    }

    @Test
    void theOriginDoesNotSeeIt() {
        try (Fleet fleet = new Fleet(1);
                RunningProxy proxy = fleet.behind("\"sticky\"");
                RawClient client = proxy.connect()) {
            String cookie = pair(client.send(Messages.GET).read().field("Set-Cookie"));
            client.send(with("a=1; " + cookie + "; b=2")).read();
            client.send(with(cookie)).read();
            assertThat(fleet.origin(0).requests().get(1).field("Cookie")).isEqualTo("a=1; b=2");
            assertThat(fleet.origin(0).requests().get(2).head()).doesNotContainIgnoringCase("cookie");
        }
    }

    @Test
    void whenItsTargetIsGoneItIsReplaced() {
        try (Fleet fleet = new Fleet(2);
                RunningProxy proxy = fleet.behind("\"sticky\"");
                RawClient client = proxy.connect()) {
            Reply first = client.send(Messages.GET).read();
            int own = Integer.parseInt(first.body());
            fleet.origin(own).close();
            String cookie = pair(first.field("Set-Cookie"));
            Reply elsewhere = client.send(with(cookie)).read();
            assertThat(elsewhere.body()).isEqualTo(String.valueOf(1 - own));
            assertThat(pair(elsewhere.field("Set-Cookie"))).isNotEqualTo(cookie);
        }
    }

    @Test
    void aForgedCookieIsAsGoodAsNone() {
        try (Fleet fleet = new Fleet(2);
                RunningProxy proxy = fleet.behind("\"sticky\"")) {
            String cookie = pair(told(proxy));
            char last = cookie.charAt(cookie.length() - 3);
            String forged = cookie.substring(0, cookie.length() - 3)
                    + (last == 'A' ? 'B' : 'A')
                    + cookie.substring(cookie.length() - 2);
            assertThat(Fleet.shares(proxy, 10, i -> with(forged)).keySet()).containsExactly(0, 1);
            assertThat(Fleet.shares(proxy, 10, i -> with(cookie)).keySet()).hasSize(1);
        }
    }

    @Test
    void itsAttributesAreTheUsualOnes() {
        assertThat(told("cookie-name \"SERVERID\""))
                .matches("SERVERID=[A-Za-z0-9_-]{38}; Path=/; Max-Age=3600; HttpOnly; Secure; SameSite=Lax");
    }

    @Test
    void itsNameIsConfigured() {
        assertThat(told("cookie-name \"__Host-shop\"")).startsWith("__Host-shop=");
    }

    @Test
    void itsTimeIsConfigured() {
        assertThat(told("cookie-ttl \"1d\"")).contains("; Max-Age=86400;");
        assertThat(told("cookie-ttl 60")).contains("; Max-Age=60;");
        assertThat(told("cookie-ttl 0")).doesNotContain("Max-Age");
    }

    @Test
    void itsPathIsConfigured() {
        assertThat(told("cookie-path \"/shop\"")).contains("; Path=/shop;");
    }

    @Test
    void itMayBeSentInTheClear() {
        assertThat(told("cookie-secure #false")).doesNotContain("Secure").contains("; HttpOnly;");
    }

    @Test
    void otherSitesMayBeKeptFromIt() {
        assertThat(told("cookie-same-site \"strict\"")).endsWith("; SameSite=Strict");
        assertThat(told("cookie-same-site \"none\"")).endsWith("; SameSite=None");
    }

    @Test
    void theFallbackChoosesForClientsWithoutOne() {
        assertThat(owners("fallback \"ip_hash\"")).hasSize(1);
        assertThat(owners("fallback \"round_robin\"")).hasSize(3);
    }

    private static Set<Integer> owners(String parameters) {
        try (Fleet fleet = new Fleet(3);
                RunningProxy proxy = fleet.behind(sticky(parameters))) {
            return Fleet.shares(proxy, 12).keySet();
        }
    }

    @Test
    void instancesThatShareTheSecretUnderstandEachOther(@TempDir Path folder) throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "0123456789abcdef0123456789abcdef\n");
        String shared = sticky("secret \"file:" + secret + "\"");
        try (Fleet fleet = new Fleet(4);
                RunningProxy one = fleet.behind(shared);
                RunningProxy other = fleet.behind(shared)) {
            Set<Integer> owners = new HashSet<>();
            for (int i = 0; i < 4; i++) {
                try (RawClient here = one.connect()) {
                    Reply reply = here.send(Messages.GET).read();
                    String cookie = pair(reply.field("Set-Cookie"));
                    int own = Integer.parseInt(reply.body());
                    assertThat(Fleet.shares(other, 3, again -> with(cookie)).keySet())
                            .containsExactly(own);
                    owners.add(own);
                }
            }
            assertThat(owners).hasSize(4);
        }
    }

    @Test
    void instancesWithoutOneDoNot() {
        try (Fleet fleet = new Fleet(2);
                RunningProxy one = fleet.behind("\"sticky\"");
                RunningProxy other = fleet.behind("\"sticky\"")) {
            String cookie = pair(told(one));
            assertThat(Fleet.shares(other, 10, i -> with(cookie)).keySet()).containsExactly(0, 1);
        }
    }
}
