package io.zentinelproxy.security.redis;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.take;
import static io.zentinelproxy.security.redis.Questions.hourly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.config.SecretText;
import io.zentinelproxy.core.testkit.HangGuard;
import io.zentinelproxy.security.local.LocalStore;
import io.zentinelproxy.security.quota.Breaker;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.FallbackStore;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.quota.StoreSettings.Fallback;
import io.zentinelproxy.security.redis.RedisSettings.Mode;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A server that is not there, says nothing, or will not have us. */
class RedisOutageTest {
    private static final Duration SHORT = Duration.ofMillis(100);

    @Test
    void oneThatIsKilledIsNotAskedAfterAFewFailuresAndIsAskedAgainOnceItIsBack() throws Exception {
        try (RedisServer redis = RedisServer.start();
                LimitStore store = RedisStore.open(Questions.at(redis.port()))) {
            Limiter limiter = hourly("killed", 100);
            assertThat(take(store, charge(limiter, "a", 1))).isTrue();
            redis.kill();
            failUntilGivenUp(store, limiter);
            redis.restart();
            await().atMost(HangGuard.LIMIT).until(() -> store.state().up());
            assertThat(take(store, charge(limiter, "a", 1))).isTrue();
            assertThat(store.state().outages()).isEqualTo(1);
        }
    }

    @Test
    void oneThatSaysNothingIsNotAskedAfterAFewFailures() throws Exception {
        try (RedisServer redis = RedisServer.start();
                LimitStore store = RedisStore.open(Questions.of(Mode.SINGLE, "", SHORT, redis.port()))) {
            Limiter limiter = hourly("stopped", 100);
            await().atMost(HangGuard.LIMIT)
                    .until(() -> store.state().up() && isDecided(store, charge(limiter, "a", 0)));
            redis.stop();
            try {
                failUntilGivenUp(store, limiter);
            } finally {
                redis.cont();
            }
            await().atMost(HangGuard.LIMIT)
                    .until(() -> store.state().up() && isDecided(store, charge(limiter, "a", 0)));
        }
    }

    /** Any of them may be late on a slow machine. */
    private static boolean isDecided(LimitStore store, Charge charge) {
        try {
            return take(store, charge);
        } catch (StoreException late) {
            return false;
        }
    }

    /** As many as the breaker needs, and those that found no connection; then none is asked. */
    private static void failUntilGivenUp(LimitStore store, Limiter limiter) {
        int failed = 0;
        while (store.state().up() && failed <= Breaker.FAILURES) {
            assertThatThrownBy(() -> take(store, charge(limiter, "a", 1))).isInstanceOf(StoreException.class);
            failed++;
        }
        assertThat(failed).isEqualTo(Breaker.FAILURES);
        long before = store.state().failures();
        assertThatThrownBy(() -> take(store, charge(limiter, "a", 1))).hasMessageContaining("is not asked");
        // It was not counted as one that was asked. (The probe does not count either.)
        assertThat(store.state().failures()).isEqualTo(before);
    }

    @Test
    void oneThatWasRestartedInBetweenCostsNoDecision() throws Exception {
        try (RedisServer redis = RedisServer.start();
                LimitStore store = RedisStore.open(Questions.at(redis.port()))) {
            Limiter limiter = hourly("restarted", 100);
            take(store, charge(limiter, "a", 1));
            redis.kill();
            redis.restart();
            assertThat(take(store, charge(limiter, "a", 1))).isTrue();
        }
    }

    @Test
    void oneThatCannotBeReachedAtTheStartIsTakenOnceItIsThere() throws Exception {
        int port = RedisServer.freePort();
        try (LimitStore store = RedisStore.open(Questions.at(port))) {
            Limiter limiter = hourly("late", 100);
            assertThat(store.state().up()).isFalse();
            assertThatThrownBy(() -> take(store, charge(limiter, "a", 1))).isInstanceOf(StoreException.class);
            try (RedisServer redis = RedisServer.startAt(port)) {
                await().atMost(HangGuard.LIMIT).until(() -> store.state().up());
                assertThat(take(store, charge(limiter, "a", 1))).isTrue();
            }
        }
    }

    @Test
    void aWrongPasswordIsRefusedAtTheStart() {
        try (RedisServer redis = RedisServer.start("--requirepass", "right")) {
            RedisSettings at = Questions.at(redis.port());
            assertThatThrownBy(() -> RedisStore.open(with(at, null, new SecretText("env:P", "wrong"))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("refuses us")
                    .hasMessageContaining("WRONGPASS")
                    .hasMessageNotContaining("wrong ")
                    .hasMessageContaining(String.valueOf(redis.port()));
            assertThatThrownBy(() -> RedisStore.open(at))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("NOAUTH");
        }
    }

    @Test
    void aUserOfTheAccessListNeedsOnlyWhatTheProgramDoes() throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            redis.cli(
                    "acl",
                    "setuser",
                    "limits",
                    "on",
                    ">secret",
                    "~t:*",
                    "+evalsha",
                    "+eval",
                    "+get",
                    "+set",
                    "+del",
                    "+time",
                    "+hello",
                    "+select");
            redis.cli("acl", "setuser", "other", "on", ">secret", "~t:*", "+get", "+hello");
            SecretText password = new SecretText("env:P", "secret");
            RedisSettings at = Questions.at(redis.port());
            try (LimitStore store = RedisStore.open(with(at, "limits", password))) {
                assertThat(take(store, charge(hourly("acl", 1), "a", 1))).isTrue();
            }
            assertThatThrownBy(() -> RedisStore.open(with(at, "other", password)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("NOPERM");
        }
    }

    @Test
    void aUserWhoMayNotRunAllOfItIsRefused() throws Exception {
        try (RedisServer server = RedisServer.start()) {
            server.cli("ACL", "SETUSER", "reader", "on", ">secret", "~*", "+get");
            server.cli("ACL", "SETUSER", "stranger", "on", ">secret", "~other:*", "+@all");
            server.cli("ACL", "SETUSER", "onlooker", "on", ">secret", "~*", "+evalsha", "+eval", "+get", "+time");

            for (String user : new String[] {"reader", "stranger", "onlooker"}) {
                assertThatThrownBy(() -> RedisStore.open(
                                with(Questions.at(server.port()), user, new SecretText("env:P", "secret"))))
                        .as(user)
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("redis 127.0.0.1:" + server.port());
            }
        }
    }

    @Test
    void whileItCannotBeAskedTheFallbackHolds() throws Exception {
        int port = RedisServer.freePort();
        RedisSettings nowhere = Questions.at(port);
        Limiter limiter = hourly("fallback", 1);
        try (LimitStore local = new FallbackStore(RedisStore.open(nowhere), new LocalStore(), Fallback.LOCAL);
                LimitStore open = new FallbackStore(RedisStore.open(nowhere), new LocalStore(), Fallback.OPEN);
                LimitStore closed = new FallbackStore(RedisStore.open(nowhere), new LocalStore(), Fallback.CLOSED)) {
            assertThat(take(local, charge(limiter, "a", 1))).isTrue();
            assertThat(take(local, charge(limiter, "a", 1))).isFalse();
            assertThat(take(open, charge(limiter, "a", 1))).isTrue();
            assertThat(take(open, charge(limiter, "a", 1))).isTrue();
            assertThatThrownBy(() -> take(closed, charge(limiter, "a", 1))).isInstanceOf(StoreException.class);
        }
    }

    private static RedisSettings with(RedisSettings of, String user, SecretText password) {
        return new RedisSettings(
                of.mode(),
                of.nodes(),
                of.master(),
                of.database(),
                user,
                password,
                of.tls(),
                of.prefix(),
                of.connections(),
                of.timeout(),
                of.fallback());
    }
}
