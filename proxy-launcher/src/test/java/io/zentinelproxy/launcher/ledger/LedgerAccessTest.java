package io.zentinelproxy.launcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HangGuard;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.security.redis.RedisServer;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Books in a Redis that is spoken to over TLS, by a user that may do what docs/ledger.md says and no more. */
class LedgerAccessTest {
    private static final String PREFIX = "apart:";

    @TempDir
    Path folder;

    private final int port = RedisServer.freePort();
    private final TestCertificates authority = TestCertificates.authority();
    private RedisServer redis;

    @BeforeEach
    void start() {
        TestIdentity identity = authority.server("localhost");
        redis = RedisServer.startWithTls(port, identity, authority);
        assertThat(redis.cli(LedgerAccess.user(PREFIX))).isEqualTo("OK");
    }

    @AfterEach
    void end() {
        redis.close();
    }

    private LedgerProxy proxy(TestOrigin origin, String budget, String access) {
        return new LedgerProxy(
                origin,
                budget,
                "redis-url \"rediss://localhost:" + port + "\"; redis-timeout-ms 10000; redis-ca-file \""
                        + authority.caFile() + "\"; redis-prefix \"" + PREFIX + "\"; " + access);
    }

    private BooksSeen books() {
        return BooksSeen.at(words -> redis.cli(words.toArray(String[]::new)), PREFIX);
    }

    @Test
    void itMayReserveSettleReleaseTellAlertsAndLook() {
        TestOrigin origin = LedgerProxy.origin();
        try (origin;
                LedgerProxy proxy = proxy(origin, "limit 100; alert-thresholds 0.1", LedgerAccess.keys(folder))) {
            for (int i = 0; i < 2; i++) {
                assertThat(proxy.ask().status()).isEqualTo(200);
                awaitBooks(i + 1);
            }
            origin.close();
            assertThat(proxy.ask().status()).as("released").isEqualTo(502);
            awaitBooks(2);
            await().atMost(HangGuard.LIMIT)
                    .untilAsserted(() -> assertThat(redis.cli("HVALS", redis.cli("KEYS", PREFIX + "{ledger}:a:*")))
                            .as("the alert is told")
                            .doesNotContain(":"));
            assertThat(proxy.page()).contains("\"used\":30");
            assertThat(redis.cli("ACL", "LOG")).isEmpty();
        }
    }

    private void awaitBooks(int requests) {
        await().atMost(HangGuard.LIMIT).untilAsserted(() -> assertThat(books()).isEqualTo(BooksSeen.of(requests)));
    }

    @Test
    void withoutItsPasswordTheProxyDoesNotStart() {
        try (TestOrigin origin = LedgerProxy.origin()) {
            assertThatThrownBy(() -> proxy(origin, "limit 100", LedgerAccess.keys(folder, "wrong")))
                    .hasMessageContaining("WRONGPASS");
        }
    }

    @Test
    void withoutItsKeysTheProxyDoesNotStart() {
        assertThat(redis.cli(LedgerAccess.user("other:"))).isEqualTo("OK");
        try (TestOrigin origin = LedgerProxy.origin()) {
            assertThatThrownBy(() -> proxy(origin, "limit 100", LedgerAccess.keys(folder)))
                    .hasMessageContaining("NOPERM");
        }
    }

    /** What is not allowed is found at the start, rather than when something is to be counted. */
    @ParameterizedTest
    @MethodSource("commands")
    void withoutOneOfItsCommandsTheProxyDoesNotStart(String command) {
        assertThat(redis.cli(LedgerAccess.user(PREFIX, command.replace('+', '-'))))
                .isEqualTo("OK");
        try (TestOrigin origin = LedgerProxy.origin()) {
            assertThatThrownBy(() -> proxy(origin, "limit 100", LedgerAccess.keys(folder)))
                    .message()
                    .containsAnyOf("NOPERM", "can't run this command");
        }
    }

    private static Stream<String> commands() {
        return Stream.of(LedgerAccess.COMMANDS.split(" "));
    }

    /** The first command of an end that changes anything: what Redis refuses half way is not taken as done. */
    @Test
    void endsThatItMayNotSayWaitUntilItMay() {
        try (TestOrigin origin = LedgerProxy.origin();
                LedgerProxy proxy = proxy(origin, "limit 1000000", LedgerAccess.keys(folder))) {
            assertThat(redis.cli(LedgerAccess.user(PREFIX, "-zrem"))).isEqualTo("OK");
            assertThat(proxy.ask().status()).isEqualTo(200);
            await().atMost(HangGuard.LIMIT)
                    .untilAsserted(() -> assertThat(proxy.metric("zentinel_inference_waiting_ends"))
                            .isEqualTo(1));
            assertThat(redis.cli(LedgerAccess.user(PREFIX))).isEqualTo("OK");
            awaitBooks(1);
        }
    }
}
