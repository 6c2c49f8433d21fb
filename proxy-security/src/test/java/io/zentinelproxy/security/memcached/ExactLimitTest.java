package io.zentinelproxy.security.memcached;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.limiter;
import static io.zentinelproxy.security.quota.Charges.lookedAt;
import static io.zentinelproxy.security.quota.Charges.settle;
import static io.zentinelproxy.security.quota.Charges.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Buckets by compare-and-swap in a real memcached, with a clock that only the test moves. */
class ExactLimitTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static MemcachedServer server;
    private static final AtomicInteger TESTS = new AtomicInteger();

    private final Fixture.Hand hand = new Fixture.Hand();
    private final MemcachedStore store = store(true);
    private final MemcachedStore other = store(true);

    /** Ten a second, burst 10. */
    private Limiter ten;

    private MemcachedStore store(boolean exact) {
        return new MemcachedStore(Fixture.settings(Fixture.AMPLE, exact, server.port()), hand.clock());
    }

    @BeforeAll
    static void start() {
        server = MemcachedServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void ten() {
        server.ask("flush_all", "OK");
        ten = limiter("ten" + TESTS.incrementAndGet(), 10, SECOND, 10);
    }

    @AfterEach
    void close() {
        store.close();
        other.close();
    }

    @Test
    void theBurstIsThereAtOnceAndComesBackByTheRate() throws Exception {
        assertThat(taken(20, ten)).isEqualTo(10);
        hand.advance(Duration.ofMillis(99));
        assertThat(taken(5, ten)).isZero();
        hand.advance(Duration.ofMillis(1));
        assertThat(taken(5, ten)).isEqualTo(1);
        hand.advance(Duration.ofMillis(250));
        assertThat(taken(5, ten)).isEqualTo(2);
        hand.advance(Duration.ofMinutes(1));
        assertThat(taken(20, ten)).isEqualTo(10);
    }

    @Test
    void whatIsLeftAndForHowLongIsTold() throws Exception {
        Charge charge = charge(ten, "a", 4);
        assertThat(take(store, charge)).isTrue();
        assertThat(charge.remaining()).isEqualTo(6);
        assertThat(charge.fullNanos()).isEqualTo(400_000_000);
        take(store, charge);
        assertThat(take(other, charge)).isFalse();
        assertThat(charge.remaining()).isEqualTo(2);
        assertThat(charge.waitNanos()).isBetween(200_000_000L, 200_000_001L);
    }

    @Test
    void manyThreadsAtTwoStoresTakeTheBurstAndNotOneMore() throws Exception {
        Limiter limiter = limiter("crowd", 1, Duration.ofHours(1), 300);
        List<Future<Integer>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                MemcachedStore used = i % 2 == 0 ? store : other;
                all.add(threads.submit(() -> taken(used, 100, limiter)));
            }
        }
        int admitted = 0;
        for (Future<Integer> one : all) {
            admitted += one.get();
        }
        assertThat(admitted).isEqualTo(300);
    }

    @Test
    void whereOneOfSeveralRefusesNothingIsTakenOfTheOthers() throws Exception {
        Limiter many = limiter("several" + TESTS.get(), 100, SECOND, 100);
        taken(10, ten);
        Charge both = charge(many, "a", 1);
        for (int i = 0; i < 20; i++) {
            assertThat(take(store, both, charge(ten, "a", 1))).isFalse();
            assertThat(both.admitted()).isTrue();
            assertThat(both.remaining()).isEqualTo(100);
        }
    }

    @Test
    void aLimiterThatIsOnlyLookedAtRefusesNothing() throws Exception {
        Limiter seen = lookedAt(limiter("seen" + TESTS.get(), 10, SECOND, 2));
        Charge looked = charge(seen, "a", 1);
        for (int i = 0; i < 10; i++) {
            assertThat(take(store, looked, charge(ten, "a", 1))).isTrue();
            assertThat(looked.admitted()).isEqualTo(i < 2);
        }
    }

    @Test
    void whatWasUsedBeyondTheBurstIsOwedAndWhatIsGivenBackIsThereAgain() throws Exception {
        settle(store, charge(ten, "a", 15));
        Charge ask = charge(ten, "a", 0);
        assertThat(take(store, ask)).isFalse();
        assertThat(ask.remaining()).isEqualTo(-5);
        hand.advance(Duration.ofMillis(600));
        assertThat(take(store, ask)).isTrue();
        assertThat(taken(5, ten)).isEqualTo(1);

        settle(store, charge(ten, "a", -3));
        assertThat(taken(5, ten)).isEqualTo(3);
        settle(store, charge(ten, "a", -100));
        assertThat(taken(20, ten)).isEqualTo(10);
    }

    @Test
    void aRateTooSlowForWindowsIsCountedByABucketAnyhow() throws Exception {
        Limiter minute = limiter("minute", 1, Duration.ofMinutes(1), 1);
        try (MemcachedStore windows = store(false)) {
            assertThat(taken(windows, 5, minute)).isEqualTo(1);
            hand.advance(Duration.ofMillis(59_999));
            assertThat(taken(windows, 5, minute)).isZero();
            hand.advance(Duration.ofMillis(1));
            // Beside a limit of windows, in one decision.
            assertThat(take(windows, charge(minute, "a", 1), charge(ten, "a", 1)))
                    .isTrue();
            assertThat(take(windows, charge(minute, "a", 1), charge(ten, "a", 1)))
                    .isFalse();
        }
        try (MemcachedStore windows = store(false)) {
            assertThat(taken(windows, 20, ten)).isEqualTo(7);
        }
    }

    @Test
    void whereABucketWasReadAndChangedByOthersItIsReadAgain() throws Exception {
        try (HostileServer changed = changing(Counts.MAX_ROUNDS - 1);
                MemcachedStore asked = new MemcachedStore(Fixture.settings(Fixture.AMPLE, true, changed.port()))) {
            assertThat(take(asked, charge(ten, "a", 1))).isTrue();
        }
    }

    @Test
    void aBucketThatOthersAlwaysChangeIsAFailureAfterItsRounds() throws Exception {
        try (HostileServer changed = changing(Counts.MAX_ROUNDS);
                MemcachedStore asked = new MemcachedStore(Fixture.settings(Fixture.AMPLE, true, changed.port()))) {
            assertThatThrownBy(() -> take(asked, charge(ten, "a", 1)))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("64 times");
        }
    }

    /** A bucket that has been changed so often whenever it is stored. */
    private static HostileServer changing(int times) {
        return new HostileServer(client -> {
            say(client, "EN\r\nEN\r\n");
            BufferedReader asked =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            int stores = 0;
            for (String line = asked.readLine(); line != null; line = asked.readLine()) {
                if (line.startsWith("ms ")) {
                    asked.readLine();
                    say(client, stores++ < times ? "EX\r\n" : "HD\r\n");
                } else {
                    say(client, "VA 5 c7\r\n1 0.5\r\n");
                }
            }
        });
    }

    private static void say(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private int taken(int tries, Limiter limiter) throws Exception {
        return taken(store, tries, limiter);
    }

    private static int taken(MemcachedStore store, int tries, Limiter limiter) throws Exception {
        int admitted = 0;
        for (int i = 0; i < tries; i++) {
            admitted += take(store, charge(limiter, "a", 1)) ? 1 : 0;
        }
        return admitted;
    }
}
