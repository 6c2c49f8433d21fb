package io.zentinelproxy.security.redis;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.limiter;
import static io.zentinelproxy.security.quota.Charges.take;
import static io.zentinelproxy.security.redis.Questions.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HangGuard;
import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.security.quota.Breaker;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.redis.RedisSettings.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that is killed, stopped or slow: requests wait no longer than the timeout, soon not at all, and later it is asked again. */
class SlowRedisTest {
    private static final Duration TIMEOUT = Duration.ofMillis(200);

    private static final Limiter TEN = limiter("ten", 1, LONG, 10);

    private RedisServer server;

    @BeforeEach
    void start() {
        server = RedisServer.start();
    }

    @AfterEach
    void end() {
        server.cont();
        server.close();
    }

    /** One that is up, and has all its connections. */
    private RedisStore opened(Duration timeout) {
        RedisStore store = Questions.open(Questions.of(Mode.SINGLE, "", timeout, server.port()));
        awaitUp(store);
        await().atMost(HangGuard.LIMIT)
                .until(() ->
                        server.cli("client", "list", "type", "normal").lines().count() > 10);
        return store;
    }

    private static boolean isDecided(LimitStore store) {
        return isDecided(store, charge(TEN, "a", 1));
    }

    private static boolean isDecided(LimitStore store, Charge charge) {
        try {
            take(store, charge);
            return true;
        } catch (StoreException e) {
            return false;
        }
    }

    private static Duration timeOf(LimitStore store) {
        long start = System.nanoTime();
        isDecided(store);
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static void awaitUp(LimitStore store) {
        await().atMost(HangGuard.LIMIT).until(() -> store.state().up());
    }

    @Test
    void itIsAskedAgainWhenItGoesOn() throws Exception {
        try (RedisStore store = opened(TIMEOUT);
                LogCapture log = new LogCapture(Breaker.class)) {
            server.stop();
            while (store.state().up()) {
                isDecided(store);
            }

            server.cont();

            await().atMost(HangGuard.LIMIT).until(() -> log.messages().size() == 2);
            await().atMost(HangGuard.LIMIT).until(() -> isDecided(store));
            assertThat(log.messages().getFirst()).contains("redis 127.0.0.1:" + server.port(), "the fallback holds");
            assertThat(log.messages().getLast()).contains("answers again");
        }
    }

    /** Were one of them to wait twice, for a connection and for its answer, it would take twice the time. */
    @Test
    void manyAtOnceWaitNoLongerThanTheTimeout() throws Exception {
        int many = 64;
        Duration timeout = Duration.ofSeconds(3);
        try (RedisStore store = opened(timeout);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(isDecided(store)).isTrue();
            server.stop();

            List<Future<Duration>> times = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                times.add(threads.submit(() -> timeOf(store)));
            }

            for (Future<Duration> time : times) {
                assertThat(time.get()).isLessThan(timeout.multipliedBy(2));
            }
            assertThat(store.state().outages()).isEqualTo(1);
        }
    }

    @Test
    void whoWaitsForAConnectionIsSentAwayWhenTheServerIsGivenUp() throws Exception {
        Duration patience = Duration.ofSeconds(6);
        try (RedisStore store = opened(patience);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.stop();
            List<Future<Duration>> first = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                first.add(threads.submit(() -> timeOf(store)));
            }
            Thread.sleep(patience.dividedBy(2));

            // It came later, and left with the others: by itself it would have said that it found no connection.
            assertThatThrownBy(() -> take(store, charge(TEN, "a", 1))).hasMessageContaining("no answer in time");

            for (Future<Duration> time : first) {
                time.get();
            }
        }
    }

    @Test
    void aSlowServerFailsOnlyThoseThatItKeepsWaiting() throws Exception {
        try (RedisStore store = opened(Duration.ofSeconds(1))) {
            await().atMost(HangGuard.LIMIT).until(() -> isDecided(store));
            server.stop();
            assertThat(isDecided(store)).isFalse();
            server.cont();
            await().atMost(HangGuard.LIMIT).until(() -> isDecided(store));

            assertThat(store.state().outages()).isZero();
        }
    }

    @Test
    void aServerThatSaysAnOctetNowAndThenKeepsNobodyLongerThanTheTimeout() throws Exception {
        Duration timeout = Duration.ofSeconds(1);
        try (DrippingRelay relay = new DrippingRelay(server.port());
                RedisStore store = Questions.open(Questions.of(Mode.SINGLE, "", timeout, relay.port()))) {
            await().atMost(HangGuard.LIMIT).until(() -> store.state().up() && isDecided(store));
            long before = store.state().failures();
            // An answer has 17 octets or more: all of it takes more than four times as long.
            relay.drip(timeout.dividedBy(4));

            assertThat(timeOf(store)).isBetween(timeout.minusMillis(1), timeout.multipliedBy(4));

            assertThat(store.state().failures() - before).isEqualTo(1);
            assertThat(store.state().lastFailure()).contains("no answer in time");
        }
    }

    @Test
    void lateAnswersAreNotTakenForThoseOfOthers() throws Exception {
        Limiter other = limiter("other", 1, LONG, 1000);
        try (RedisStore store = opened(TIMEOUT)) {
            server.stop();
            assertThat(isDecided(store)).isFalse();
            server.cont();
            await().atMost(HangGuard.LIMIT).until(() -> isDecided(store));

            // One that is late on a slow machine may have been counted: the next try is by another key.
            AtomicInteger tries = new AtomicInteger();
            Charge charge = await().atMost(HangGuard.LIMIT)
                    .until(() -> charge(other, "a" + tries.incrementAndGet(), 1), one -> isDecided(store, one));
            assertThat(charge.remaining()).isEqualTo(999);
        }
    }

    @Test
    void whatTheServerSaysInPlaceOfADecisionCountsAsFailure() throws Exception {
        try (RedisStore store = opened(Questions.PATIENCE)) {
            assertThat(isDecided(store)).isTrue();
            server.cli("REPLICAOF", "127.0.0.1", String.valueOf(RedisServer.freePort()));

            while (store.state().up()) {
                assertThat(isDecided(store)).isFalse();
            }
            assertThat(store.state().lastFailure()).contains("READONLY");
            server.cli("REPLICAOF", "NO", "ONE");

            awaitUp(store);
            assertThat(isDecided(store)).isTrue();
        }
    }
}
