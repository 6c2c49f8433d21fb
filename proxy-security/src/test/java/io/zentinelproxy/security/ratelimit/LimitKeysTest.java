package io.zentinelproxy.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.testkit.Piece;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What limits are not told in. */
class LimitKeysTest {
    private static final InetSocketAddress ORIGIN = new InetSocketAddress("127.0.0.1", 1);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '%',
            value = {
                "max-rps 0 | 0 is out of range",
                "burst 0 | 0 is out of range",
                "key \"ip\" | `ip` is no part of a request that can be counted by",
                "key \"header\" | `header` is no part of a request",
                "key \"header:\" | `` is no name of a header",
                "key \"path:x\" | `path:x` is no part of a request",
                "key \"cookie:a b\" | `a b` is no name of a cookie",
                "on-limit \"drop\" | no such choice `drop`",
                "period \"1m\" | `period` says nothing without `requests`",
                "max-rps 1; requests 1 | `max-rps` and `requests` say the same in two ways",
                "requests 2000000; period \"1ms\" | more than a request a nanosecond",
                "status-code 200 | 200 is out of range",
                "message \"\" | this is no line of text",
                "backend \"disk\" | no such choice `disk`",
                "redis-prefix \"x\" | `redis-prefix` says nothing without `backend \"redis\"`",
                "max-rpss 1 | `max-rpss`"
            })
    void whatMeansNothingIsRefused(String keys, String problem) {
        for (Piece piece : new Piece[] {
            LimitedProxy.filter("api", keys),
            Piece.route("policies { rate-limit { " + keys + "; }; }"),
            Piece.top("rate-limits { global { " + keys + "; }; }")
        }) {
            assertThatThrownBy(() -> LimitedProxy.read(ORIGIN, piece)).hasMessageContaining(problem);
        }
    }

    @Test
    void keysOfTheOriginalAreTakenAsItWritesThem() {
        assertThatCode(() -> LimitedProxy.read(
                        ORIGIN,
                        Piece.route(
                                "policies { rate-limit { requests-per-second 100; burst 200; key \"client_ip\"; }; }"),
                        Piece.top(
                                "rate-limits { default-rps 10; default-burst 20; key \"client-ip\"; global { max-rps 1; burst 1; }; }"),
                        LimitedProxy.filter(
                                "shared",
                                "backend \"redis\"; redis-url \"redis://redis.internal:6379\"; redis-pool-size 10;"
                                        + " redis-timeout-ms 50; redis-fallback-local #true"),
                        LimitedProxy.filter(
                                "counted",
                                "backend \"memcached\"; memcached-url \"memcache://mc1.internal:11211,mc2.internal:11211,mc3.internal\";"
                                        + " memcached-ttl-secs 2; memcached-fallback-local #true"),
                        LimitedProxy.filter(
                                "api", "max-rps 10; on-limit \"log-only\"; max-delay 100; backend \"local\"")))
                .doesNotThrowAnyException();
    }
}
