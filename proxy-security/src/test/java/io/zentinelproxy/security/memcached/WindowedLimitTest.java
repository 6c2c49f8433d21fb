package io.zentinelproxy.security.memcached;

import static io.zentinelproxy.security.quota.Charges.charge;
import static io.zentinelproxy.security.quota.Charges.limiter;
import static io.zentinelproxy.security.quota.Charges.lookedAt;
import static io.zentinelproxy.security.quota.Charges.settle;
import static io.zentinelproxy.security.quota.Charges.take;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Limiter;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Windows in a real memcached, with a clock that only the test moves. */
class WindowedLimitTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static MemcachedServer server;
    private static int tests;

    private final Fixture.Hand hand = new Fixture.Hand();
    private final MemcachedStore store =
            new MemcachedStore(Fixture.settings(Fixture.AMPLE, false, server.port()), hand.clock());

    /** Ten a second, burst 10: windows of 8 in 800 ms. */
    private Limiter ten;

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
        ten = limiter("ten" + tests++, 10, SECOND, 10);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aWindowAdmitsWhatItHasAndTheNextOneAgain() throws Exception {
        assertThat(taken(20, ten)).isEqualTo(8);

        hand.advance(Duration.ofMillis(800));
        assertThat(taken(20, ten)).isEqualTo(8);
    }

    @Test
    void whatIsLeftAndForHowLongIsTold() throws Exception {
        Charge charge = charge(ten, "a", 1);
        assertThat(take(store, charge)).isTrue();
        assertThat(charge.remaining()).isEqualTo(7);
        assertThat(charge.waitNanos()).isZero();
        assertThat(charge.fullNanos()).isBetween(1L, 800_000_000L);

        taken(7, ten);
        assertThat(take(store, charge)).isFalse();
        assertThat(charge.admitted()).isFalse();
        assertThat(charge.remaining()).isZero();
        assertThat(charge.waitNanos()).isBetween(1L, 800_000_000L);

        hand.advance(Duration.ofNanos(charge.waitNanos()));
        assertThat(take(store, charge)).isTrue();
    }

    @Test
    void keysAreCountedApart() throws Exception {
        taken(8, ten);

        assertThat(take(store, charge(ten, "b", 1))).isTrue();
    }

    @Test
    void whereOneOfSeveralRefusesNothingIsTakenOfTheOthers() throws Exception {
        Limiter many = limiter("several", 100, SECOND, 100);
        taken(8, ten);
        Charge other = charge(many, "a", 1);
        for (int i = 0; i < 200; i++) {
            assertThat(take(store, other, charge(ten, "a", 1))).isFalse();
            assertThat(other.admitted()).isTrue();
            assertThat(other.remaining()).isEqualTo(87);
        }

        assertThat(take(store, other)).isTrue();
        assertThat(other.remaining()).isEqualTo(86);
    }

    @Test
    void aLimiterThatIsOnlyLookedAtRefusesNothingAndTellsItsOwn() throws Exception {
        Limiter seen = lookedAt(limiter("seen", 10, SECOND, 2));
        Charge looked = charge(seen, "a", 1);
        int fitted = 0;
        for (int i = 0; i < 8; i++) {
            assertThat(take(store, looked, charge(ten, "a", 1))).isTrue();
            fitted += looked.admitted() ? 1 : 0;
        }
        assertThat(fitted).isEqualTo(4);
        assertThat(take(store, looked, charge(ten, "a", 1))).isFalse();
    }

    @Test
    void aCostThatDoesNotFitLeavesWhatIsThereToSmallerOnes() throws Exception {
        assertThat(take(store, charge(ten, "a", 6))).isTrue();
        assertThat(take(store, charge(ten, "a", 5))).isFalse();
        assertThat(take(store, charge(ten, "a", 2))).isTrue();
    }

    @Test
    void costNothingAsksWhetherOneIsLeftAndTakesNone() throws Exception {
        Charge ask = charge(ten, "a", 0);
        for (int i = 0; i < 20; i++) {
            assertThat(take(store, ask)).isTrue();
            assertThat(ask.remaining()).isEqualTo(8);
        }
        taken(8, ten);

        assertThat(take(store, ask)).isFalse();
        assertThat(ask.waitNanos()).isPositive();
    }

    @Test
    void aBurstThatIsMoreThanAWindowHasAnEmptyOneAndOwesTheRest() throws Exception {
        assertThat(take(store, charge(ten, "a", 10))).isTrue();
        assertThat(taken(1, ten)).isZero();

        hand.advance(Duration.ofMillis(800));
        assertThat(taken(20, ten)).isEqualTo(6);
        hand.advance(Duration.ofMillis(800));
        assertThat(take(store, charge(ten, "a", 11))).as("more than the burst").isFalse();
        assertThat(taken(20, ten)).isEqualTo(8);
    }

    @Test
    void whatWasUsedBeyondTheWindowIsTakenFromThoseThatFollow() throws Exception {
        settle(store, charge(ten, "a", 8 + 8 + 8 + 3));

        assertThat(taken(1, ten)).isZero();
        hand.advance(Duration.ofMillis(800));
        assertThat(taken(1, ten)).isZero();
        settle(store, charge(ten, "a", 2));
        hand.advance(Duration.ofMillis(800));
        assertThat(taken(1, ten)).isZero();
        hand.advance(Duration.ofMillis(800));
        assertThat(taken(20, ten)).isEqualTo(8 - 3 - 2);
    }

    @Test
    void whatIsOwedBeyond64WindowsIsForgotten() throws Exception {
        settle(store, charge(ten, "a", 1_000_000));

        hand.advance(Duration.ofMillis(800 * 64));
        assertThat(taken(1, ten)).isZero();
        hand.advance(Duration.ofMillis(800));
        assertThat(taken(20, ten)).isEqualTo(8);
    }

    @Test
    void whatIsGivenBackIsThereAgainButNeverMoreThanAWindow() throws Exception {
        taken(8, ten);
        settle(store, charge(ten, "a", -3));
        assertThat(taken(20, ten)).isEqualTo(3);

        hand.advance(Duration.ofMillis(800));
        settle(store, charge(ten, "a", -100));
        assertThat(taken(20, ten)).isEqualTo(8);
    }

    private int taken(int tries, Limiter limiter) throws Exception {
        int admitted = 0;
        for (int i = 0; i < tries; i++) {
            admitted += take(store, charge(limiter, "a", 1)) ? 1 : 0;
        }
        return admitted;
    }
}
