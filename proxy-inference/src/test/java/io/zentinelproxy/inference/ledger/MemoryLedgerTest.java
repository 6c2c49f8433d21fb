package io.zentinelproxy.inference.ledger;

import static io.zentinelproxy.inference.ledger.Cases.bucket;
import static io.zentinelproxy.inference.ledger.Cases.calendar;
import static io.zentinelproxy.inference.ledger.Cases.counting;
import static io.zentinelproxy.inference.ledger.Cases.day;
import static io.zentinelproxy.inference.ledger.Cases.entry;
import static io.zentinelproxy.inference.ledger.Cases.granted;
import static io.zentinelproxy.inference.ledger.Cases.only;
import static io.zentinelproxy.inference.ledger.Cases.refused;
import static io.zentinelproxy.inference.ledger.Cases.reserve;
import static io.zentinelproxy.inference.ledger.Cases.rolling;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryLedgerTest {
    private static final Duration LEASE = Duration.ofMinutes(15);

    private final Cases.Hands clock = new Cases.Hands();
    private final List<String> alerts = new ArrayList<>();
    private final MemoryLedger ledger = open(100);

    private MemoryLedger open(int mostHolders) {
        return MemoryLedger.open(
                clock,
                (limit, holder, perMille, used, most) ->
                        alerts.add(limit.id() + " " + holder + " " + perMille + " " + used + "/" + most),
                LEASE,
                mostHolders);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void allClaimsAreReservedOrNone() throws Exception {
        Limit wide = day("wide", 1000);
        Limit narrow = day("narrow", 100);

        Decision.Refused refused =
                refused(ledger.reserve(List.of(new Claim(wide, "a", 200), new Claim(narrow, "a", 200))));

        assertThat(refused.by().claim().limit()).isEqualTo(narrow);
        assertThat(refused.by().waitNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(only(ledger, wide).reserved()).isZero();
        assertThat(ledger.totals().refusals()).containsExactly(java.util.Map.entry("narrow", 1L));
    }

    @Test
    void whatWasUsedComesInPlaceOfWhatWasReservedOnce() throws Exception {
        Limit limit = day("tokens", 1000);
        Reservation one = granted(reserve(ledger, limit, "a", 600));

        one.settle(new long[] {50}, entry("1", 50));
        one.settle(new long[] {50}, entry("1", 50));
        one.release();

        assertThat(only(ledger, limit).used()).isEqualTo(50);
        assertThat(only(ledger, limit).reserved()).isZero();
        assertThat(ledger.recent()).hasSize(1);
    }

    @Test
    void moreThanWasReservedIsADebt() throws Exception {
        Limit limit = day("tokens", 100);

        granted(reserve(ledger, limit, "a", 10)).settle(new long[] {150}, entry("1", 150));

        assertThat(only(ledger, limit).remaining()).isEqualTo(-50);
        assertThat(refused(reserve(ledger, limit, "a", 1)).by().waitNanos())
                .isEqualTo(Duration.ofHours(12).toNanos());
        granted(reserve(ledger, limit, "a", 0)).release();
    }

    @Test
    void whatIsOnlyReservedMayBeHadAtAnyMoment() throws Exception {
        Limit limit = day("tokens", 100);
        Reservation held = granted(reserve(ledger, limit, "a", 100));

        assertThat(refused(reserve(ledger, limit, "a", 1)).by().waitNanos())
                .isEqualTo(Duration.ofSeconds(1).toNanos());
        held.release();
        granted(reserve(ledger, limit, "a", 100));
    }

    @Test
    void aTurnOfTheCalendarLeavesWhatWasNotUsedAsFarAsItMay() throws Exception {
        Limit limit = calendar("tokens", Window.Unit.HOUR, 100, 0, 80L);
        granted(reserve(ledger, limit, "a", 70)).settle(new long[] {70}, entry("1", 70));

        clock.pass(Duration.ofHours(1));
        assertThat(only(ledger, limit).remaining()).isEqualTo(130);
        assertThat(only(ledger, limit).carried()).isEqualTo(30);

        clock.pass(Duration.ofHours(7));
        assertThat(only(ledger, limit).remaining()).isEqualTo(180);
    }

    @Test
    void aMonthEndsWithItsLastDay() throws Exception {
        Limit limit = calendar("tokens", Window.Unit.MONTH, 100, 0, null);
        granted(reserve(ledger, limit, "a", 100)).settle(new long[] {100}, entry("1", 100));

        long wait = refused(reserve(ledger, limit, "a", 1)).by().waitNanos();

        clock.pass(Duration.ofNanos(wait).minusMillis(1));
        refused(reserve(ledger, limit, "a", 1));
        clock.pass(Duration.ofMillis(1));
        granted(reserve(ledger, limit, "a", 100));
    }

    @Test
    void beyondTheLimitThereIsAnOverdraft() throws Exception {
        Limit limit = calendar("money", Window.Unit.DAY, 100, 50, null);

        Decision decision = reserve(ledger, limit, "a", 150);

        assertThat(((Decision.Granted) decision).standings().getFirst().remaining())
                .isEqualTo(-50);
        refused(reserve(ledger, limit, "a", 1));
    }

    @Test
    void aLimitThatIsNotEnforcedCounts() throws Exception {
        Limit limit = counting(day("tokens", 10));

        granted(reserve(ledger, limit, "a", 500)).settle(new long[] {400}, entry("1", 400));

        assertThat(only(ledger, limit).used()).isEqualTo(400);
    }

    @Test
    void aBucketLosesNoFractions() throws Exception {
        Limit limit = bucket("rate", 7, Duration.ofSeconds(1), 7);
        granted(reserve(ledger, limit, "a", 7)).settle(new long[] {7}, entry("1", 7));

        int had = 0;
        for (int i = 0; i < 10_000; i++) {
            clock.pass(Duration.ofMillis(1));
            if (reserve(ledger, limit, "a", 1) instanceof Decision.Granted granted) {
                granted.reservation().settle(new long[] {1}, entry("1", 1));
                had++;
            }
        }

        assertThat(had).isEqualTo(70);
    }

    @Test
    void aBucketSaysWhenThereIsEnough() throws Exception {
        Limit limit = bucket("rate", 60_000, Duration.ofMinutes(1), 60_000);
        granted(reserve(ledger, limit, "a", 60_000)).settle(new long[] {60_000}, entry("1", 60_000));

        Decision.Standing by = refused(reserve(ledger, limit, "a", 1500)).by();

        assertThat(by.waitNanos()).isEqualTo(Duration.ofMillis(1500).toNanos());
        assertThat(by.resetNanos()).isEqualTo(Duration.ofMinutes(1).toNanos());
        clock.pass(Duration.ofMillis(1499));
        refused(reserve(ledger, limit, "a", 1500));
        clock.pass(Duration.ofMillis(1));
        granted(reserve(ledger, limit, "a", 1500));
    }

    @Test
    void whatTheTimeHasPaidOfABucketIsNotGivenBack() throws Exception {
        Limit limit = bucket("rate", 100, Duration.ofMinutes(1), 100);
        Reservation slow = granted(reserve(ledger, limit, "a", 100));
        clock.pass(Duration.ofMinutes(1));
        granted(reserve(ledger, limit, "a", 100));

        slow.settle(new long[] {10}, entry("1", 10));

        refused(reserve(ledger, limit, "a", 1));
    }

    @Test
    void noTimeOfItsLengthSeesMoreThanARollingLimit() throws Exception {
        Limit limit = rolling("tokens", 100, Duration.ofHours(1));
        clock.pass(Duration.ofSeconds(59));
        granted(reserve(ledger, limit, "a", 100)).settle(new long[] {100}, entry("1", 100));

        clock.pass(Duration.ofHours(1).minusMillis(1));
        long wait = refused(reserve(ledger, limit, "a", 1)).by().waitNanos();

        assertThat(wait).isLessThanOrEqualTo(Duration.ofMinutes(1).toNanos());
        clock.pass(Duration.ofNanos(wait));
        granted(reserve(ledger, limit, "a", 100));
    }

    @Test
    void aThresholdIsToldOnceInATurn() throws Exception {
        Limit limit = day("tokens", 100);
        for (int i = 0; i < 10; i++) {
            granted(reserve(ledger, limit, "a", 10)).settle(new long[] {10}, entry("1", 10));
        }
        assertThat(alerts).containsExactly("tokens a 500 50/100", "tokens a 800 80/100", "tokens a 1000 100/100");

        clock.pass(Duration.ofDays(1));
        granted(reserve(ledger, limit, "a", 90)).settle(new long[] {90}, entry("1", 90));
        assertThat(alerts).hasSize(5).endsWith("tokens a 500 90/100", "tokens a 800 90/100");
    }

    @Test
    void aLeaseThatRunsOutGivesBackAndALateEndIsStillChargedOnce() throws Exception {
        Limit limit = day("tokens", 100);
        Reservation late = granted(reserve(ledger, limit, "a", 100));
        Reservation never = granted(reserve(ledger, limit, "b", 100));
        clock.pass(LEASE);

        ledger.sweep();
        ledger.sweep();

        assertThat(ledger.totals().open()).isZero();
        assertThat(ledger.totals().expired()).isEqualTo(2);
        granted(reserve(ledger, limit, "a", 60));
        late.settle(new long[] {30}, entry("1", 30));
        late.settle(new long[] {30}, entry("1", 30));
        never.release();
        AccountState state = ledger.states(limit, 1).getFirst();
        assertThat(state.used()).isEqualTo(30);
        assertThat(state.reserved()).isEqualTo(60);
    }

    @Test
    void aHolderThatHasSpentIsNotForgottenForANewOne() throws Exception {
        try (MemoryLedger small = open(2)) {
            Limit limit = day("tokens", 100);
            granted(reserve(small, limit, "a", 100)).settle(new long[] {100}, entry("1", 100));
            granted(reserve(small, limit, "b", 100)).release();

            Reservation third = granted(reserve(small, limit, "c", 1));
            assertThat(small.totals().evictions()).isEqualTo(1);
            assertThat(refused(reserve(small, limit, "d", 1)).why()).isEqualTo(Decision.Why.HOLDERS);
            refused(reserve(small, limit, "a", 1));
            third.release();
            granted(reserve(small, limit, "d", 1));
        }
    }

    @Test
    void whatIsLeftOfTheTurnBeforeIsNotForgottenForANewHolder() throws Exception {
        try (MemoryLedger small = open(1)) {
            Limit limit = calendar("tokens", Window.Unit.HOUR, 100, 0, 80L);
            granted(reserve(small, limit, "a", 70)).settle(new long[] {70}, entry("1", 70));

            clock.pass(Duration.ofHours(1));
            assertThat(refused(reserve(small, limit, "b", 1)).why()).isEqualTo(Decision.Why.HOLDERS);
            assertThat(only(small, limit).remaining()).isEqualTo(130);

            clock.pass(Duration.ofHours(1));
            granted(reserve(small, limit, "b", 1));
        }
    }

    @Test
    void aLimitThatOnlyCountsCountsNewHoldersTogetherWhereThereIsNoRoom() throws Exception {
        try (MemoryLedger small = open(1)) {
            Limit limit = counting(day("tokens", 100));
            for (String holder : List.of("a", "b", "c")) {
                granted(reserve(small, limit, holder, 10)).settle(new long[] {10}, entry("1", 10));
            }

            assertThat(small.states(limit, 9))
                    .extracting(AccountState::holder, AccountState::used)
                    .containsExactlyInAnyOrder(
                            org.assertj.core.api.Assertions.tuple("a", 10L),
                            org.assertj.core.api.Assertions.tuple("(others)", 20L));
        }
    }

    @Test
    void aLimitThatChangesKeepsWhatWasUsed() throws Exception {
        granted(reserve(ledger, day("tokens", 100), "a", 60)).settle(new long[] {60}, entry("1", 60));

        refused(reserve(ledger, day("tokens", 80), "a", 21));
        granted(reserve(ledger, day("tokens", 80), "a", 20));
    }

    @Test
    void theSameAccountClaimedTwiceIsCountedTwice() throws Exception {
        Limit limit = day("tokens", 100);
        Claim claim = new Claim(limit, "a", 60);

        refused(ledger.reserve(List.of(claim, claim)));
    }
}
