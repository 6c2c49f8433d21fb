package io.zentinelproxy.security.redis;

import static io.zentinelproxy.security.redis.Questions.LONG;
import static io.zentinelproxy.security.redis.Questions.charge;
import static io.zentinelproxy.security.redis.Questions.limiter;
import static io.zentinelproxy.security.redis.Questions.take;
import static org.assertj.core.api.Assertions.assertThat;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that is killed, stopped or slow: requests wait no longer than the timeout, soon not at all, and later it is asked again. */
class SlowRedisTest {
    private static final Duration TIMEOUT = Duration.ofMillis(200);

    /** What a machine under load adds to a wait before anybody would call it longer. */
    private static final Duration GRACE = Duration.ofMillis(150);

    private static final Limiter TEN = limiter("ten", 1, LONG, 10);

    private RedisServer server;

    @BeforeEach
    void start() {
        server = RedisServer.start("--enable-debug-command", "local");
    }

    @AfterEach
    void end() {
        server.cont();
        server.close();
    }

    private RedisStore opened() {
        return Questions.open(Questions.of(Mode.SINGLE, "", TIMEOUT, server.port()));
    }

    private static boolean isDecided(LimitStore store) {
        try {
            store.take(new Charge[] {charge(TEN, "a", 1)}, 1);
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
        try (LogCapture log = new LogCapture(Breaker.class);
                RedisStore store = opened()) {
            server.stop();
            while (store.state().up()) {
                isDecided(store);
            }

            server.cont();

            awaitUp(store);
            assertThat(isDecided(store)).isTrue();
            assertThat(log.messages()).hasSize(2);
            assertThat(log.messages().getFirst()).contains("redis 127.0.0.1:" + server.port(), "the fallback holds");
            assertThat(log.messages().getLast()).contains("answers again");
        }
    }

    @Test
    void manyAtOnceWaitNoLongerThanTheTimeout() throws Exception {
        int many = 64;
        try (RedisStore store = opened();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(isDecided(store)).isTrue();
            server.stop();

            List<Future<Duration>> times = new ArrayList<>();
            for (int i = 0; i < many; i++) {
                times.add(threads.submit(() -> timeOf(store)));
            }

            for (Future<Duration> time : times) {
                assertThat(time.get()).isLessThan(TIMEOUT.plus(GRACE));
            }
            assertThat(store.state().outages()).isEqualTo(1);
        }
    }

    @Test
    void whoWaitsForAConnectionIsSentAwayWhenTheServerIsGivenUp() throws Exception {
        Duration patience = Duration.ofSeconds(1);
        try (RedisStore store = Questions.open(Questions.of(Mode.SINGLE, "", patience, server.port()));
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            server.stop();
            List<Future<Duration>> first = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                first.add(threads.submit(() -> timeOf(store)));
            }
            Thread.sleep(patience.dividedBy(2));

            assertThat(timeOf(store)).as("came later, and left with the others").isLessThan(patience.minusMillis(200));

            for (Future<Duration> time : first) {
                time.get();
            }
        }
    }

    @Test
    void aSlowServerFailsOnlyThoseThatItKeepsWaiting() throws Exception {
        try (RedisStore store = opened()) {
            assertThat(isDecided(store)).isTrue();
            server.sleep(0.5);
            await().atMost(HangGuard.LIMIT).until(() -> !isDecided(store));
            await().atMost(HangGuard.LIMIT).until(() -> isDecided(store));

            assertThat(store.state().outages()).isZero();
        }
    }

    @Test
    void aServerThatSaysAnOctetNowAndThenKeepsNobodyLongerThanTheTimeout() throws Exception {
        try (DrippingRelay relay = new DrippingRelay(server.port());
                RedisStore store = Questions.open(Questions.of(Mode.SINGLE, "", TIMEOUT, relay.port()))) {
            assertThat(isDecided(store)).isTrue();
            // An answer has 17 octets or more.
            relay.drip(TIMEOUT.dividedBy(4));

            assertThat(timeOf(store)).isBetween(TIMEOUT.minusMillis(1), TIMEOUT.plus(GRACE));

            assertThat(store.state().failures()).isEqualTo(1);
            assertThat(store.state().lastFailure()).contains("no answer in time");
        }
    }

    @Test
    void lateAnswersAreNotTakenForThoseOfOthers() throws Exception {
        Limiter other = limiter("other", 1, LONG, 1000);
        try (RedisStore store = opened()) {
            server.stop();
            assertThat(isDecided(store)).isFalse();
            server.cont();
            await().atMost(HangGuard.LIMIT).until(() -> isDecided(store));

            Charge charge = charge(other, "a", 1);
            assertThat(take(store, charge)).isTrue();
            assertThat(charge.remaining()).isEqualTo(999);
        }
    }

    @Test
    void whatTheServerSaysInPlaceOfADecisionCountsAsFailure() throws Exception {
        try (RedisStore store = opened()) {
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
