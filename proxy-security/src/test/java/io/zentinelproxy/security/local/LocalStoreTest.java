package io.zentinelproxy.security.local;

import static io.zentinelproxy.security.local.LocalCharges.limiter;
import static io.zentinelproxy.security.local.LocalCharges.take;
import static io.zentinelproxy.security.quota.Charges.charge;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.Rate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What limits of one process give, and say. */
class LocalStoreTest {
    private static final long MILLISECOND = 1_000_000;

    /** Close to the end of what the clock's numbers can say, as a clock of the system may be. */
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - TimeUnit.HOURS.toNanos(1));

    private final LocalStore store = new LocalStore(clock::get);

    @Test
    void aFullBucketGivesItsBurstAndThenWhatComesBack() {
        Limiter ten = limiter("ten", 10, 5);
        for (int left = 4; left >= 0; left--) {
            Charge charge = charge(ten, "a", 1);
            assertThat(take(store, charge)).isTrue();
            assertThat(charge.remaining()).isEqualTo(left);
            assertThat(charge.waitNanos()).isZero();
            assertThat(charge.fullNanos()).isEqualTo((5 - left) * 100 * MILLISECOND);
        }
        Charge refused = charge(ten, "a", 1);
        assertThat(take(store, refused)).isFalse();
        assertThat(refused.admitted()).isFalse();
        assertThat(refused.waitNanos()).isEqualTo(100 * MILLISECOND);
        assertThat(refused.fullNanos()).isEqualTo(500 * MILLISECOND);
        clock.addAndGet(99 * MILLISECOND);
        assertThat(take(store, ten, "a")).isFalse();
        clock.addAndGet(MILLISECOND);
        assertThat(take(store, ten, "a")).isTrue();
        assertThat(take(store, ten, "a")).isFalse();
    }

    @Test
    void keysHaveBucketsOfTheirOwnAndLimitersToo() {
        Limiter one = limiter("one", 1, 1);
        Limiter other = limiter("other", 1, 1);
        assertThat(take(store, one, "a")).isTrue();
        assertThat(take(store, one, "b")).isTrue();
        assertThat(take(store, other, "a")).isTrue();
        assertThat(take(store, one, "a")).isFalse();
        assertThat(take(store, one, "b")).isFalse();
        assertThat(take(store, other, "a")).isFalse();
    }

    @Test
    void aWholeMonthIsCountedToTheNanosecond() {
        Limiter monthly = new Limiter("monthly", new Rate(3, Duration.ofDays(30), 1), true, 10);
        assertThat(take(store, monthly, "a")).isTrue();
        Charge refused = charge(monthly, "a", 1);
        assertThat(take(store, refused)).isFalse();
        assertThat(refused.waitNanos()).isEqualTo(Duration.ofDays(10).toNanos());
        clock.addAndGet(refused.waitNanos() - 1);
        assertThat(take(store, monthly, "a")).isFalse();
        clock.addAndGet(1);
        assertThat(take(store, monthly, "a")).isTrue();
    }

    @Test
    void whatCostsMoreThanTheBurstIsNeverThere() {
        Charge charge = charge(limiter("small", 10, 5), "a", 6);
        assertThat(take(store, charge)).isFalse();
        assertThat(charge.waitNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(charge.remaining()).isEqualTo(5);
    }

    @Test
    void nothingIsTakenWhereOneOfSeveralHasNotEnough() {
        Limiter wide = limiter("wide", 10, 3);
        Limiter narrow = limiter("narrow", 1, 1);
        Limiter last = limiter("last", 1, 2);
        assertThat(take(store, charge(wide, "a", 1), charge(narrow, "a", 1), charge(last, "a", 1)))
                .isTrue();
        Charge first = charge(wide, "a", 1);
        Charge second = charge(narrow, "a", 1);
        Charge third = charge(last, "a", 1);
        assertThat(take(store, first, second, third)).isFalse();
        assertThat(first.admitted()).isTrue();
        assertThat(first.remaining()).isEqualTo(2);
        assertThat(first.fullNanos()).isEqualTo(100 * MILLISECOND);
        assertThat(second.admitted()).isFalse();
        assertThat(third.admitted()).isTrue();
        assertThat(third.remaining()).isEqualTo(1);
        assertThat(take(store, charge(wide, "a", 2), charge(last, "a", 1))).isTrue();
    }

    @Test
    void oneThatIsOnlyLookedAtRefusesForItselfAlone() {
        Limiter watched = new Limiter("watched", new Rate(1, Duration.ofSeconds(1), 1), false, 100);
        Limiter enforced = limiter("enforced", 1, 2);
        assertThat(take(store, charge(watched, "a", 1), charge(enforced, "a", 1)))
                .isTrue();
        Charge over = charge(watched, "a", 1);
        assertThat(take(store, over, charge(enforced, "a", 1))).isTrue();
        assertThat(over.admitted()).isFalse();
    }

    @Test
    void oneThatIsOnlyLookedAtLosesNothingWhereAnotherRefuses() {
        Limiter watched = new Limiter("watched", new Rate(1, Duration.ofSeconds(1), 2), false, 100);
        Limiter enforced = limiter("enforced", 1, 1);
        assertThat(take(store, charge(watched, "a", 1), charge(enforced, "a", 1)))
                .isTrue();
        Charge asked = charge(watched, "a", 1);
        assertThat(take(store, asked, charge(enforced, "a", 1))).isFalse();
        assertThat(asked.remaining()).isEqualTo(1);
        assertThat(asked.admitted()).isTrue();
    }

    @Test
    void withoutACostItIsOnlyAskedWhetherAnyIsLeft() {
        Limiter octets = limiter("octets", 1000, 1000);
        Charge asked = charge(octets, "a", 0);
        assertThat(take(store, asked)).isTrue();
        assertThat(asked.remaining()).isEqualTo(1000);
        assertThat(store.counts().getFirst().keys())
                .as("who only asks need not be known")
                .isZero();
        settle(charge(octets, "a", 1000));
        Charge refused = charge(octets, "a", 0);
        assertThat(take(store, refused)).isFalse();
        assertThat(refused.remaining()).isZero();
        assertThat(refused.waitNanos()).isEqualTo(MILLISECOND);
        assertThat(refused.fullNanos()).isEqualTo(1000 * MILLISECOND);
        clock.addAndGet(MILLISECOND);
        assertThat(take(store, charge(octets, "a", 0))).isTrue();
    }

    @Test
    void whatWasUsedBeyondTheBurstIsOwedAndComesBackFirst() {
        Limiter octets = limiter("octets", 1000, 1000);
        settle(charge(octets, "a", 5000));
        Charge refused = charge(octets, "a", 0);
        assertThat(take(store, refused)).isFalse();
        assertThat(refused.remaining()).isEqualTo(-4000);
        assertThat(refused.waitNanos()).isEqualTo(4001 * MILLISECOND);
        clock.addAndGet(4000 * MILLISECOND);
        assertThat(take(store, charge(octets, "a", 0))).isFalse();
        clock.addAndGet(MILLISECOND);
        assertThat(take(store, charge(octets, "a", 0))).isTrue();
    }

    @Test
    void aDebtBeyondAllMeasureDoesNotTurnIntoWealth() {
        Limiter octets = limiter("octets", 1000, 1000);
        for (int i = 0; i < 6; i++) {
            settle(charge(octets, "a", Long.MAX_VALUE / 2));
        }
        assertThat(take(store, charge(octets, "a", 0))).isFalse();
        clock.addAndGet(1000 * MILLISECOND);
        assertThat(take(store, charge(octets, "a", 0))).isFalse();
    }

    @Test
    void whatIsGivenBackNeverMakesMoreThanTheBurst() {
        Limiter ten = limiter("ten", 10, 5);
        take(store, charge(ten, "a", 3));
        settle(charge(ten, "a", -2));
        Charge look = charge(ten, "a", 0);
        take(store, look);
        assertThat(look.remaining()).isEqualTo(4);
        settle(charge(ten, "a", -100));
        settle(charge(ten, "never seen", -100));
        take(store, look);
        assertThat(look.remaining()).isEqualTo(5);
        assertThat(take(store, charge(ten, "a", 6))).isFalse();
        assertThat(take(store, charge(ten, "never seen", 6))).isFalse();
    }

    @Test
    void bucketsOfALimiterThatHasNotChangedStay() {
        Limiter before = limiter("kept", 1, 1);
        take(store, before, "a");
        Limiter watched = new Limiter("kept", before.rate(), false, 5);
        store.retain(List.of(watched));
        Charge charge = charge(watched, "a", 1);
        take(store, charge);
        assertThat(charge.admitted()).isFalse();
        assertThat(store.counts()).containsExactly(new KeyCounts("kept", 1, 0));
    }

    @Test
    void anotherRateBeginsAnewAndWhatIsGoneIsForgotten() {
        take(store, limiter("changed", 1, 1), "a");
        take(store, limiter("gone", 1, 1), "a");
        store.retain(List.of(limiter("changed", 2, 1)));
        assertThat(store.counts()).containsExactly(new KeyCounts("changed", 0, 0));
        assertThat(take(store, limiter("changed", 2, 1), "a")).isTrue();
        store.retain(List.of(limiter("changed", 2, 1), limiter("gone", 1, 1)));
        assertThat(take(store, limiter("gone", 1, 1), "a")).isTrue();
    }

    private void settle(Charge charge) {
        store.settle(new Charge[] {charge}, 1);
    }
}
