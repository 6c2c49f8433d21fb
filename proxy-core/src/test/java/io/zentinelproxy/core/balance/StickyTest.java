package io.zentinelproxy.core.balance;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.BalancingSettings;
import io.zentinelproxy.core.config.BalancingSettings.SameSite;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.http.FieldName;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** sticky. */
class StickyTest {
    private static final byte[] KEY = Ascii.octets("0123456789abcdef");
    private static final long START = 1_795_514_400_000L;

    private final List<Endpoint> endpoints = Lot.of(4);
    private final Candidates all = Lot.all(endpoints);
    private final Sticky balancer = balancer(KEY, "shop");

    private Sticky balancer(byte[] key, String upstream) {
        BalancingSettings.Cookie cookie =
                new BalancingSettings.Cookie("S", Duration.ofHours(1), "/", true, SameSite.LAX);
        return new Sticky(endpoints, cookie, new StickyTokens(new Signer(key), upstream, endpoints), new RoundRobin());
    }

    private static Exchange request(long secondsLater, String cookies) {
        Exchange request = cookies.isEmpty() ? Lot.request() : Lot.with("Cookie", cookies);
        request.begin(START + secondsLater * 1000, 0);
        return request;
    }

    private static String told(Exchange request) {
        byte[] cookie = request.session().cookie();
        return cookie == null ? "" : Ascii.text(cookie, 0, cookie.length).replaceFirst(";.*", "");
    }

    /** The cookie of a new client, who was sent there. */
    private String cookieOf(Endpoint expected) {
        for (int i = 0; i < 4; i++) {
            Exchange request = request(0, "");
            if (balancer.choose(request, all) == expected) {
                return told(request);
            }
        }
        throw new AssertionError("never chosen");
    }

    @Test
    void newClientsAreSharedOutByTheFallback() {
        assertThat(Lot.shares(balancer, all, 40)).containsExactly(10, 10, 10, 10);
    }

    @Test
    void aClientWithACookieStaysAndIsToldNothing() {
        String cookie = cookieOf(endpoints.get(2));
        for (int i = 0; i < 10; i++) {
            Exchange request = request(10, "a=1; " + cookie + "; b=2");
            assertThat(balancer.choose(request, all)).isSameAs(endpoints.get(2));
            assertThat(told(request)).isEmpty();
        }
    }

    @Test
    void anotherProcessWithTheKeyUnderstandsIt() {
        String cookie = cookieOf(endpoints.get(3));
        assertThat(balancer(KEY, "shop").choose(request(0, cookie), all)).isSameAs(endpoints.get(3));
    }

    @Test
    void theCookieIsTakenFromTheRequestAndOthersStay() {
        Exchange request = request(0, "a=1; " + cookieOf(endpoints.get(1)) + "; b=2");
        balancer.choose(request, all);
        int line = request.head().fields().find(FieldName.COOKIE);
        assertThat(request.head().fields().value(line)).isEqualTo("a=1; b=2");
    }

    @Test
    void whenItsTargetIsAwayItIsReplaced() {
        String cookie = cookieOf(endpoints.get(1));
        Exchange request = request(0, cookie);
        Endpoint other = balancer.choose(request, Lot.without(endpoints, 1));
        assertThat(other).isNotSameAs(endpoints.get(1));
        assertThat(balancer.choose(request(0, told(request)), all)).isSameAs(other);
    }

    @Test
    void onlyClientsOfTheOneThatIsAwayMove() {
        Set<String> told = new HashSet<>();
        for (int i : new int[] {0, 2, 3}) {
            Exchange request = request(0, cookieOf(endpoints.get(i)));
            assertThat(balancer.choose(request, Lot.without(endpoints, 1))).isSameAs(endpoints.get(i));
            told.add(told(request));
        }
        assertThat(told).containsOnly("");
    }

    @Test
    void aCookieOfATargetThatWasRemovedIsNone() {
        String cookie = cookieOf(endpoints.get(1));
        List<Endpoint> after = List.of(endpoints.get(3), endpoints.get(0));
        BalancingSettings.Cookie settings =
                new BalancingSettings.Cookie("S", Duration.ofHours(1), "/", true, SameSite.LAX);
        Sticky next = new Sticky(after, settings, new StickyTokens(new Signer(KEY), "shop", after), new RoundRobin());
        Exchange request = request(0, cookie);
        assertThat(next.choose(request, Lot.all(after))).isSameAs(endpoints.get(3));
        assertThat(told(request)).isNotEmpty();
        assertThat(next.choose(request(0, cookieOf(endpoints.get(0))), Lot.all(after)))
                .isSameAs(endpoints.get(0));
    }

    @Test
    void aForgedCookieIsNone() {
        String cookie = cookieOf(endpoints.get(0));
        for (int i = 2; i < cookie.length(); i++) {
            char other = cookie.charAt(i) == 'A' ? 'B' : 'A';
            assertIsNone(cookie.substring(0, i) + other + cookie.substring(i + 1));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"S=", "S=0", "S=0.abc", "S=%", "S=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "S=\u00e4\u00e4"})
    void whatIsNoCookieOfOursIsNone(String cookie) {
        assertIsNone(cookie);
    }

    private void assertIsNone(String cookie) {
        Exchange request = request(0, cookie);
        balancer.choose(request, all);
        assertThat(told(request)).startsWith("S=").isNotEqualTo(cookie);
    }

    @Test
    void aCookieOfAnotherKeyOrUpstreamIsNone() {
        for (Sticky foreign : List.of(balancer(Ascii.octets("fedcba9876543210"), "shop"), balancer(KEY, "other"))) {
            Exchange request = request(0, "");
            foreign.choose(request, all);
            assertIsNone(told(request));
        }
    }

    @Test
    void itIsRenewedOnceHalfOfItsTimeIsOver() {
        String cookie = cookieOf(endpoints.get(2));
        Exchange request = request(1801, cookie);
        assertThat(balancer.choose(request, all)).isSameAs(endpoints.get(2));
        assertThat(told(request)).startsWith("S=").isNotEqualTo(cookie);
    }

    @Test
    void oneThatIsTooOldOrOfTheFutureIsNone() {
        String cookie = cookieOf(endpoints.get(2));
        for (long second : new long[] {3601, -301}) {
            Set<Endpoint> chosen = new HashSet<>();
            for (int i = 0; i < 4; i++) {
                chosen.add(balancer.choose(request(second, cookie), all));
            }
            assertThat(chosen).hasSize(4);
        }
    }

    @Test
    void itTellsNothingOfTheTarget() {
        String cookie = cookieOf(endpoints.get(1));
        assertThat(cookie).matches("S=[A-Za-z0-9_-]{38}").doesNotContain("t1");
    }

    @Test
    void aSlowOneKeepsItsClientsAndGetsNewOnesByTheFallback() {
        int[] shares = Rush.withASlowOne(endpoints, 0, clock -> balancer);
        assertThat(shares).containsExactly(1500, 1500, 1500, 1500);
    }
}
