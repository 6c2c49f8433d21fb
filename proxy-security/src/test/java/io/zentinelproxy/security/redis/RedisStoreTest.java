package io.zentinelproxy.security.redis;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.limiter;
import static io.zentinelproxy.security.quota.Charges.take;
import static io.zentinelproxy.security.redis.Questions.hourly;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.testkit.Silence;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a decision in Redis says, of a real server. */
class RedisStoreTest {
    private static RedisServer redis;

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
    }

    @AfterAll
    static void stop() {
        redis.close();
    }

    @Test
    void aBurstIsAdmittedAndNoMore() throws Exception {
        try (LimitStore store = open()) {
            Charge charge = charge(hourly("burst", 3), "a", 1);
            List<Boolean> admitted = new ArrayList<>();
            List<Long> remaining = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                admitted.add(take(store, charge));
                remaining.add(charge.remaining());
            }
            assertThat(admitted).containsExactly(true, true, true, false, false);
            assertThat(remaining).containsExactly(2L, 1L, 0L, 0L, 0L);
            assertThat(charge.admitted()).isFalse();
            assertThat(Duration.ofNanos(charge.waitNanos())).isBetween(Duration.ofMinutes(59), Duration.ofHours(1));
            assertThat(Duration.ofNanos(charge.fullNanos())).isBetween(Duration.ofMinutes(179), Duration.ofHours(3));
        }
    }

    @Test
    void anotherKeyHasItsOwnAndAnotherProcessShares() throws Exception {
        try (LimitStore one = open();
                LimitStore other = open()) {
            Limiter limiter = hourly("shared", 1);
            assertThat(take(one, charge(limiter, "a", 1))).isTrue();
            assertThat(take(other, charge(limiter, "a", 1))).isFalse();
            assertThat(take(other, charge(limiter, "b", 1))).isTrue();
            assertThat(take(other, charge(hourly("shared2", 1), "a", 1))).isTrue();
        }
    }

    @Test
    void whereOneHasNotEnoughNoneIsTaken() throws Exception {
        try (LimitStore store = open()) {
            Limiter wide = hourly("wide", 5);
            Limiter narrow = hourly("narrow", 1);
            assertThat(take(store, charge(wide, "a", 1), charge(narrow, "b", 1)))
                    .isTrue();
            Charge untouched = charge(wide, "a", 1);
            Charge refused = charge(narrow, "b", 1);
            assertThat(take(store, untouched, refused)).isFalse();
            assertThat(untouched.admitted()).isTrue();
            assertThat(refused.admitted()).isFalse();
            Charge look = charge(wide, "a", 0);
            take(store, look);
            assertThat(look.remaining()).isEqualTo(4);
        }
    }

    @Test
    void whatIsSettledAtOnceForOneKeyCountsEachTime() throws Exception {
        try (LimitStore store = open()) {
            Limiter limiter = hourly("settled", 10);
            Charge[] together = {charge(limiter, "a", 2), charge(limiter, "b", 1), charge(limiter, "a", 3)};
            store.settle(together, together.length);
            Charge look = charge(limiter, "a", 0);
            take(store, look);
            assertThat(look.remaining()).isEqualTo(5);
            assertThat(together[2].remaining()).isEqualTo(5);
        }
    }

    @Test
    void oneThatIsOnlyLookedAtRefusesNobody() throws Exception {
        try (LimitStore store = open()) {
            Limiter watched = new Limiter("watched", hourly("watched", 1).rate(), false, 10);
            Limiter enforced = hourly("enforced", 2);
            Charge seen = charge(watched, "a", 1);
            assertThat(take(store, seen, charge(enforced, "a", 1))).isTrue();
            assertThat(seen.admitted()).isTrue();
            assertThat(take(store, seen, charge(enforced, "a", 1))).isTrue();
            assertThat(seen.admitted()).isFalse();
        }
    }

    @Test
    void whatWasUsedIsOwedAndComesBackFirst() throws Exception {
        try (LimitStore store = open()) {
            Limiter octets = hourly("octets", 100);
            Charge look = charge(octets, "a", 0);
            assertThat(take(store, look)).isTrue();
            store.settle(new Charge[] {charge(octets, "a", 150)}, 1);
            assertThat(take(store, look)).isFalse();
            assertThat(look.remaining()).isEqualTo(-50);
            assertThat(Duration.ofNanos(look.waitNanos()))
                    .isBetween(Duration.ofMinutes(50 * 60 + 59), Duration.ofHours(51));
            store.settle(new Charge[] {charge(octets, "a", -1000)}, 1);
            assertThat(take(store, look)).isTrue();
            assertThat(look.remaining()).isEqualTo(100);
        }
    }

    @Test
    void theRateIsTheRateForManyThreadsOfTwoProcesses() throws Exception {
        Limiter limiter = limiter("rate", 500, Duration.ofSeconds(1), 20);
        AtomicLong admitted = new AtomicLong();
        try (LimitStore one = open();
                LimitStore other = open()) {
            take(one, charge(hourly("warm", 1), "x", 1));
            take(other, charge(hourly("warm", 1), "x", 1));
            Silence silence = new Silence();
            long begun = System.nanoTime();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                LimitStore store = i % 2 == 0 ? one : other;
                threads.add(Thread.ofVirtual().start(() -> {
                    Charge charge = charge(limiter, "all", 1);
                    while (System.nanoTime() - begun < 2_000_000_000L) {
                        try {
                            if (take(store, charge)) {
                                admitted.incrementAndGet();
                            }
                            silence.ends(System.nanoTime());
                        } catch (StoreException e) {
                            throw new AssertionError(e);
                        }
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            assertThat(admitted.get()).isLessThanOrEqualTo((long) Math.ceil(500 * seconds + 20));
            // Nine of ten of what two seconds bring; a machine that stalls asks less.
            assertThat(admitted.get()).isGreaterThan((long) (450 * (2 - silence.sum() / 1e9)));
        }
    }

    @Test
    void aServerThatHasLostTheProgramGetsItAgain() throws Exception {
        try (RedisStore store = RedisStore.open(Questions.at(redis.port()))) {
            Limiter limiter = hourly("lost", 2);
            assertThat(take(store, charge(limiter, "a", 1))).isTrue();
            redis.cli("script", "flush");
            assertThat(take(store, charge(limiter, "a", 1))).isTrue();
            assertThat(take(store, charge(limiter, "a", 1))).isFalse();
            assertThat(store.reloads()).isGreaterThanOrEqualTo(1);
        }
    }

    @Test
    void aBucketThatIsFullAgainIsNoKeyAnyMore() throws Exception {
        try (LimitStore store = open()) {
            take(store, charge(limiter("gone", 1, Duration.ofSeconds(20), 10), "k", 1));
            assertThat(Long.parseLong(redis.cli("pttl", "t:gone:{k}"))).isBetween(1L, 21_000L);
        }
    }

    private static LimitStore open() throws IOException {
        return RedisStore.open(Questions.at(redis.port()));
    }
}
