package io.zentinelproxy.security.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.FreePort;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.security.memcached.MemcachedServer;
import io.zentinelproxy.security.redis.RedisServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits that several proxies count together, in real servers of Redis and memcached. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedStoresTest {
    /** A burst that nothing is added to while a test runs, in either kind of store. */
    private static final String THREE = "requests 3; period \"24h\"; burst 3\n";

    private final RedisServer redis = RedisServer.start();
    private final MemcachedServer memcached = MemcachedServer.start();

    enum Backend {
        REDIS,
        MEMCACHED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @BeforeAll
    void answer() {
        assertThat(redis.port()).isPositive();
        assertThat(memcached.port()).isPositive();
    }

    @AfterAll
    void stop() {
        redis.close();
        memcached.close();
    }

    /** Keys of a limit that is counted in the server of this kind, under names of the test's own. */
    private String in(Backend backend, String prefix) {
        String url = backend == Backend.REDIS ? redis.url() : memcached.url();
        return at(backend, url) + "\n" + backend.word() + "-prefix \"" + prefix + ":\"\n" + patient(backend)
                + exact(backend);
    }

    /** A machine that stands still for a moment is no outage of the server. */
    private static String patient(Backend backend) {
        return backend.word() + "-timeout-ms 10000\n";
    }

    /** One whose store answers: until then its fallback would hold. */
    private static LimitedProxy counting(LimitedProxy proxy) {
        await().until(() -> proxy.limits().limiters().stream()
                .allMatch(limiter -> limiter.store().up()));
        return proxy;
    }

    private static String at(Backend backend, String url) {
        return "backend \"" + backend.word() + "\"; " + backend.word() + "-url \"" + url + "\"; ";
    }

    /** Not in windows, which may end while a test runs. */
    private static String exact(Backend backend) {
        return backend == Backend.MEMCACHED ? "memcached-exact #true\n" : "";
    }

    private static int admitted(LimitedProxy proxy, int requests) {
        int admitted = 0;
        for (int i = 0; i < requests; i++) {
            admitted += proxy.get("/").status() == 200 ? 1 : 0;
        }
        return admitted;
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void proxiesThatNameTheSameServerCountTogether(Backend backend) {
        String keys = THREE + in(backend, "together");
        try (LimitedProxy one = counting(LimitedProxy.filtering(keys));
                LimitedProxy other = counting(LimitedProxy.filtering(keys))) {
            assertThat(one.get("/").status()).isEqualTo(200);
            assertThat(other.get("/").field("X-RateLimit-Remaining")).isEqualTo("1");
            assertThat(one.get("/").status()).isEqualTo(200);
            Reply refused = other.get("/");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(Long.parseLong(refused.field("Retry-After"))).isBetween(28_000L, 28_800L);
            assertThat(one.from("127.0.0.2", "/").status()).isEqualTo(200);
            assertThat(one.metrics())
                    .contains("zentinel_rate_limit_stores_up{backend=\"" + backend.word() + "\"} 1")
                    .contains("zentinel_rate_limit_fallbacks_total{backend=\"" + backend.word() + "\"} 0");
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void anotherPrefixIsAnotherCount(Backend backend) {
        try (LimitedProxy one = counting(LimitedProxy.filtering(THREE + in(backend, "prefix-1")));
                LimitedProxy other = counting(LimitedProxy.filtering(THREE + in(backend, "prefix-2")))) {
            assertThat(admitted(one, 5)).isEqualTo(3);
            assertThat(admitted(other, 5)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void whatALocalLimitRefusesAsksNobodyElse(Backend backend) {
        Piece[] pieces = {
            LimitedProxy.filter("far", THREE + in(backend, "far")),
            LimitedProxy.filter("near", "requests 1; period \"1h\"; key \"path\""),
            Piece.route("filters \"far\" \"near\"")
        };
        try (LimitedProxy proxy = counting(LimitedProxy.with(pieces))) {
            assertThat(proxy.get("/a").status()).isEqualTo(200);
            for (int i = 0; i < 5; i++) {
                assertThat(proxy.get("/a").status()).isEqualTo(429);
            }
            assertThat(proxy.get("/b").status()).isEqualTo(200);
            assertThat(proxy.get("/c").status()).isEqualTo(200);
            assertThat(proxy.get("/d").status()).isEqualTo(429);
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void octetsAreOwedToAllProxies(Backend backend) {
        String keys = "max-response-bytes-per-second 10; burst-bytes 10\n" + in(backend, "octets");
        TestOrigin origin =
                TestOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + "x".repeat(50_000));
        Piece[] pieces = {LimitedProxy.filter("api", keys), Piece.route("filters \"api\"")};
        try (LimitedProxy one = counting(LimitedProxy.inFrontOf(origin, pieces));
                LimitedProxy other = counting(LimitedProxy.filtering(keys))) {
            assertThat(one.get("/").status()).isEqualTo(200);
            await().until(() -> other.get("/").status() == 429);
            assertThat(one.get("/").status()).isEqualTo(429);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "open", "closed"})
    void whileAServerCannotBeAskedItsFallbackHolds(String fallback) {
        int port = FreePort.next();
        for (Backend backend : Backend.values()) {
            String url = (backend == Backend.REDIS ? "redis" : "memcache") + "://127.0.0.1:" + port;
            String keys = THREE + at(backend, url) + backend.word() + "-fallback \"" + fallback + "\"";
            try (LimitedProxy proxy = LimitedProxy.filtering(keys)) {
                int expected = fallback.equals("local") ? 3 : fallback.equals("open") ? 8 : 0;
                assertThat(admitted(proxy, 8)).isEqualTo(expected);
                if (fallback.equals("closed")) {
                    assertThat(proxy.get("/").status()).isEqualTo(503);
                    assertThat(proxy.metrics())
                            .contains("zentinel_blocked_requests_total{reason=\"limits_unavailable\"} 9");
                }
                assertThat(proxy.limits().limiters().getFirst().store().failures())
                        .isPositive();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void aServerThatSaysNothingCostsNoMoreThanTheTimeout(Backend backend) {
        String url = backend == Backend.REDIS ? redis.url() : memcached.url();
        String keys = THREE + at(backend, url) + backend.word() + "-timeout-ms 1000\n" + backend.word()
                + "-prefix \"timeout:\"\n" + backend.word() + "-fallback \"open\"\n" + exact(backend);
        try (LimitedProxy proxy = counting(LimitedProxy.filtering(keys))) {
            assertThat(proxy.get("/").status()).isEqualTo(200);
            long fallbacks = fallbacks(proxy, backend);
            pause(backend);
            try {
                long before = System.nanoTime();
                assertThat(proxy.get("/").status()).isEqualTo(200);
                assertThat(System.nanoTime() - before).isGreaterThan(900_000_000L);
            } finally {
                goOn(backend);
            }
            assertThat(fallbacks(proxy, backend) - fallbacks).isEqualTo(1);
        }
    }

    private static long fallbacks(LimitedProxy proxy, Backend backend) {
        String series = "zentinel_rate_limit_fallbacks_total{backend=\"" + backend.word() + "\"} ";
        return proxy.metrics()
                .lines()
                .filter(line -> line.startsWith(series))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(series.length())))
                .findFirst()
                .orElseThrow();
    }

    private void pause(Backend backend) {
        switch (backend) {
            case REDIS -> redis.stop();
            case MEMCACHED -> memcached.stop();
        }
    }

    private void goOn(Backend backend) {
        switch (backend) {
            case REDIS -> redis.cont();
            case MEMCACHED -> memcached.cont();
        }
    }

    @ParameterizedTest
    @EnumSource(Backend.class)
    void noMoreConnectionsAreOpenedThanThePoolHas(Backend backend) {
        await().until(() -> connections(backend) == 0);
        String keys = "max-rps 10000; burst 10000\n" + in(backend, "pool") + backend.word() + "-pool-size 2";
        try (LimitedProxy proxy = counting(LimitedProxy.filtering(keys))) {
            List<RawClient> clients = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                clients.add(proxy.connect().send("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
            }
            for (RawClient client : clients) {
                assertThat(client.read().status()).isEqualTo(200);
                client.close();
            }
            // Those of the questions before may not be over yet.
            await().untilAsserted(() -> assertThat(connections(backend)).isBetween(1L, 2L));
            assertThat(proxy.limits().limiters().getFirst().store().failures()).isZero();
        }
    }

    /** But for that over which it is asked. */
    private long connections(Backend backend) {
        return switch (backend) {
            case REDIS ->
                redis.cli("client", "list", "type", "normal")
                        .lines()
                        .filter(line -> !line.contains(" cmd=client"))
                        .count();
            case MEMCACHED ->
                memcached.ask("stats conns", "END").stream()
                                .filter(line -> line.contains(":state ") && !line.contains("conn_listening"))
                                .count()
                        - 1;
        };
    }

    @Test
    void aCountInMemcachedIsKeptAsLongAsItIsSaid() {
        try (LimitedProxy proxy = counting(LimitedProxy.filtering(
                "max-rps 1000; burst 1000\nmemcached-ttl \"1h\"\n" + in(Backend.MEMCACHED, "ttl")))) {
            assertThat(proxy.get("/").status()).isEqualTo(200);
            long now = System.currentTimeMillis() / 1000;
            // It looks through its keys for itself, too, and then says that it is busy.
            await().untilAsserted(() -> assertThat(memcached.ask("lru_crawler metadump all", "END"))
                    .filteredOn(line -> line.contains("ttl%3Aapi"))
                    .isNotEmpty()
                    .allSatisfy(line -> {
                        long ends = Long.parseLong(line.replaceAll(".* exp=(-?\\d+) .*", "$1"));
                        assertThat(ends - now).isBetween(3500L, 3700L);
                    }));
        }
    }

    @Test
    void aServerThatKnowsAnotherPasswordIsAProblemOfTheConfiguration() {
        redis.cli("config", "set", "requirepass", "right");
        try {
            assertThatThrownBy(() -> LimitedProxy.filtering(THREE + at(Backend.REDIS, redis.url())))
                    .cause()
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("refuses us");
        } finally {
            redis.cli("-a", "right", "config", "set", "requirepass", "");
        }
    }
}
