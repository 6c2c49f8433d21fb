package io.zentinelproxy.security.redis;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.take;
import static io.zentinelproxy.security.redis.Questions.hourly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.security.quota.LimitStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A server that is spoken to over TLS must be who it says. */
class RedisTlsTest {
    @Test
    void overTlsTheAuthoritiesAndTheNameAreVerified() throws Exception {
        TestCertificates authority = TestCertificates.authority();
        TestIdentity identity = authority.server("localhost");
        int port = RedisServer.freePort();
        try (RedisServer redis = RedisServer.startWithTls(port, identity, authority)) {
            assertThat(redis.port()).isNotEqualTo(port);
            try (LimitStore store = RedisStore.open(to("localhost", port, authority.caFile()))) {
                await().until(() -> store.state().up());
                assertThat(take(store, charge(hourly("tls", 1), "a", 1))).isTrue();
                redis.stop();
                try {
                    assertThatThrownBy(() -> take(store, charge(hourly("tls", 1), "a", 1)))
                            .hasMessageContaining("no answer in time");
                } finally {
                    redis.cont();
                }
            }
            Path other = TestCertificates.otherAuthority().caFile();
            try (LimitStore store = RedisStore.open(to("localhost", port, other))) {
                assertThat(store.state().up()).isFalse();
            }
            try (LimitStore store = RedisStore.open(to("127.0.0.1", port, authority.caFile()))) {
                assertThat(store.state().up()).isFalse();
                assertThat(store.state().lastFailure()).contains("127.0.0.1");
            }
        }
    }

    private static RedisSettings to(String host, int port, Path authorities) {
        RedisSettings plain = Questions.at(port);
        return new RedisSettings(
                plain.mode(),
                List.of(new OriginAddress.Tcp(host, port)),
                "",
                0,
                null,
                null,
                new RedisSettings.Tls(authorities),
                plain.prefix(),
                plain.connections(),
                Duration.ofSeconds(4),
                plain.fallback());
    }
}
