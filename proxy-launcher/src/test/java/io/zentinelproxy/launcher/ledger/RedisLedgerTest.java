package io.zentinelproxy.launcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.inference.ledger.AccountState;
import io.zentinelproxy.inference.ledger.Alerts;
import io.zentinelproxy.inference.ledger.Claim;
import io.zentinelproxy.inference.ledger.Decision;
import io.zentinelproxy.inference.ledger.Decision.Standing;
import io.zentinelproxy.inference.ledger.Entry;
import io.zentinelproxy.inference.ledger.Ledger;
import io.zentinelproxy.inference.ledger.LedgerException;
import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.ledger.Measure;
import io.zentinelproxy.inference.ledger.MemoryLedger;
import io.zentinelproxy.inference.ledger.Reservation;
import io.zentinelproxy.inference.ledger.Window;
import io.zentinelproxy.inference.model.AnswerEnd;
import io.zentinelproxy.inference.model.Usage;
import io.zentinelproxy.inference.model.UsageSource;
import io.zentinelproxy.security.redis.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Books in a real Redis. */
class RedisLedgerTest {
    private static final Duration LEASE = Duration.ofMinutes(15);
    static final Entry ENTRY = new Entry(
            "request-1",
            1_792_584_000_000L,
            "chat",
            "key",
            "team",
            "gpt-4o",
            new Usage(1, 0, 0, 2, 0),
            3,
            UsageSource.COUNTED,
            AnswerEnd.DISCONNECT);

    private final AtomicLong clock = new AtomicLong(1_792_584_000_000L);
    private final List<String> alerts = new ArrayList<>();
    private RedisServer redis;
    private Ledger ledger;

    @BeforeEach
    void open() throws Exception {
        redis = RedisServer.startDurable();
        ledger = Places.redis(redis.port(), LEASE)
                .open((limit, holder, perMille, used, most) -> alerts.add(holder + " " + perMille), clock::get);
    }

    @AfterEach
    void close() {
        ledger.close();
        redis.close();
    }

    private static Limit limit(String id, Window window, long most, Long rollover) {
        return new Limit(id, Measure.TOKENS, window, most, 0, rollover, List.of(500, 1000), true);
    }

    /** As it is in memory, whatever happens. */
    @Test
    void redisDecidesAsMemoryDoes() throws Exception {
        List<Limit> limits = List.of(
                limit("hour", new Window.Calendar(Window.Unit.HOUR), 4_000, 1_500L),
                limit("month", new Window.Calendar(Window.Unit.MONTH), 900_000, 40_000L),
                limit("rolling", new Window.Rolling(Duration.ofMinutes(50)), 3_000, null),
                limit("bucket", new Window.Bucket(Duration.ofSeconds(60), 700), 37, null));
        Random random = new Random(7);
        List<Reservation[]> running = new ArrayList<>();
        int refused = 0;
        try (Ledger memory = MemoryLedger.open(clock::get, Alerts.none(), LEASE, 100)) {
            for (int i = 0; i < 6_000; i++) {
                if (random.nextInt(3) == 0) {
                    clock.addAndGet(random.nextInt(100) == 0 ? random.nextInt(80_000_000) : random.nextInt(60_000));
                    // Leases are the subject of other tests: in memory a thread ends them, in Redis whoever comes.
                    running.forEach(both -> end(both, 0, false));
                    running.clear();
                } else if (random.nextInt(3) == 0 && !running.isEmpty()) {
                    end(running.remove(random.nextInt(running.size())), random.nextInt(90), random.nextInt(4) > 0);
                } else {
                    List<Claim> claims = claims(limits, random);
                    Decision one = memory.reserve(claims);
                    Decision other = ledger.reserve(claims);
                    assertThat(standings(other)).as("step %d", i).isEqualTo(standings(one));
                    if (one instanceof Decision.Granted a && other instanceof Decision.Granted b) {
                        running.add(new Reservation[] {a.reservation(), b.reservation()});
                    } else {
                        assertThat(other).isInstanceOf(Decision.Refused.class);
                        assertThat(one).isInstanceOf(Decision.Refused.class);
                        refused++;
                    }
                }
            }
            for (Limit limit : limits) {
                assertThat(ledger.state(limit, "a")).isEqualTo(memory.state(limit, "a"));
            }
        }
        assertThat(refused).isGreaterThan(100);
    }

    private static List<Claim> claims(List<Limit> limits, Random random) {
        long amount = random.nextInt(120);
        return limits.stream().map(limit -> new Claim(limit, "a", amount)).toList();
    }

    private static void end(Reservation[] both, long used, boolean settled) {
        for (Reservation one : both) {
            if (settled) {
                one.settle(new long[] {used, used, used, used}, ENTRY);
            } else {
                one.release();
            }
        }
    }

    private static List<Standing> standings(Decision decision) {
        return switch (decision) {
            case Decision.Granted granted -> granted.standings();
            case Decision.Refused refused -> refused.standings();
        };
    }

    private static final Limit DAY = limit("day", new Window.Calendar(Window.Unit.DAY), 100, null);

    private static Reservation reserve(Ledger of, long amount) throws LedgerException {
        return switch (of.reserve(List.of(new Claim(DAY, "a", amount)))) {
            case Decision.Granted granted -> granted.reservation();
            case Decision.Refused refused -> throw new AssertionError("refused: " + refused);
        };
    }

    @Test
    void twoProcessesNeverReserveTheSame() throws Exception {
        try (Ledger other = Places.redis(redis.port(), LEASE).open(Alerts.none(), clock::get)) {
            reserve(ledger, 60);
            assertThat(other.reserve(List.of(new Claim(DAY, "a", 60)))).isInstanceOf(Decision.Refused.class);
            reserve(other, 40);
        }
    }

    @Test
    void whatRunsOutIsGivenBackOnceAndALateEndIsStillChargedOnce() throws Exception {
        Reservation late = reserve(ledger, 100);
        clock.addAndGet(LEASE.toMillis());
        Reservation next = reserve(ledger, 100);

        late.settle(new long[] {30}, ENTRY);
        late.settle(new long[] {30}, ENTRY);
        assertThat(ledger.state(DAY, "a").used()).isEqualTo(30);
        assertThat(ledger.state(DAY, "a").reserved()).isEqualTo(100);
        next.release();
        next.settle(new long[] {10}, ENTRY);
        assertThat(ledger.state(DAY, "a").used()).isEqualTo(30);
        assertThat(ledger.state(DAY, "a").reserved()).isZero();
    }

    @Test
    void whatRanOutIsGivenBackAlsoByWhoIsRefused() throws Exception {
        reserve(ledger, 100);
        clock.addAndGet(LEASE.toMillis());
        Claim tooMuch = new Claim(DAY, "a", 101);
        assertThat(ledger.reserve(List.of(tooMuch))).isInstanceOf(Decision.Refused.class);

        reserve(ledger, 100);
    }

    @Test
    void aThresholdIsToldOnce() throws Exception {
        for (int i = 0; i < 4; i++) {
            reserve(ledger, 20).settle(new long[] {20}, ENTRY);
        }
        assertThat(alerts).containsExactly("a 500");
    }

    private Ledger other(List<String> told) throws Exception {
        return Places.redis(redis.port(), LEASE)
                .open((limit, holder, perMille, used, most) -> told.add(perMille + " " + used), clock::get);
    }

    /** As one that dies after Redis has counted, and before it has told. */
    @Test
    void anAlertThatOneProcessCouldNotTellIsToldByTheNextWhoAsksAndOnce() throws Exception {
        List<String> told = new ArrayList<>();
        Alerts mute = (limit, holder, perMille, used, most) -> {
            throw new IllegalStateException("gone");
        };
        try (Ledger gone = Places.redis(redis.port(), LEASE).open(mute, clock::get);
                Ledger next = other(told)) {
            reserve(gone, 60).settle(new long[] {60}, ENTRY);
            reserve(next, 1).release();
            assertThat(told).as("it may be telling just now").isEmpty();
            clock.addAndGet(30_000);
            Claim tooMuch = new Claim(DAY, "a", 41);
            assertThat(next.reserve(List.of(tooMuch))).isInstanceOf(Decision.Refused.class);
            assertThat(told).containsExactly("500 60");
            awaitNothingToTell();
            clock.addAndGet(30_000);
            reserve(next, 1).release();
            assertThat(told).hasSize(1);
        }
    }

    @Test
    void anAlertThatWasToldIsNotToldAgainByOthers() throws Exception {
        List<String> told = new ArrayList<>();
        try (Ledger next = other(told)) {
            reserve(ledger, 60).settle(new long[] {60}, ENTRY);
            assertThat(alerts).containsExactly("a 500");
            awaitNothingToTell();
            clock.addAndGet(30_000);
            reserve(next, 1).release();
            assertThat(told).isEmpty();
        }
    }

    private void awaitNothingToTell() {
        await().untilAsserted(() -> assertThat(redis.cli("HKEYS", "zentinel:{ledger}:a:3:day:a"))
                .contains("used")
                .doesNotContain("p"));
    }

    @Test
    void whatMayHaveBeenReservedWithoutAnAnswerIsGivenBackBeforeItsLeaseEnds() throws Exception {
        try (Ledger patient = other(new ArrayList<>())) {
            redis.stop();
            assertThatThrownBy(() -> reserve(ledger, 60)).isInstanceOf(LedgerException.class);
            redis.cont();
            await().untilAsserted(() -> assertThat(redis.cli("KEYS", "zentinel:{ledger}:d:*"))
                    .as("released")
                    .isNotEmpty());
            await().untilAsserted(
                            () -> assertThat(patient.state(DAY, "a").reserved()).isZero());
            reserve(patient, 100).release();
        }
    }

    @Test
    void entriesAreInAStream() throws Exception {
        reserve(ledger, 20).settle(new long[] {3}, ENTRY);

        assertThat(redis.cli("XRANGE", "zentinel:{ledger}:entries", "-", "+"))
                .contains("request-1")
                .contains("disconnect")
                .contains("counted");
        assertThat(ledger.recent()).containsExactly(ENTRY);
    }

    @Test
    void anEndThatRedisDoesNotHearIsSaidAgainAndCountsOnce() throws Exception {
        Reservation one = reserve(ledger, 50);
        redis.kill();
        one.settle(new long[] {40}, ENTRY);
        assertThatThrownBy(() -> ledger.reserve(List.of(new Claim(DAY, "a", 1))))
                .isInstanceOf(LedgerException.class);
        redis.restart();
        await().untilAsserted(() -> assertThat(redis.cli("PING")).isEqualTo("PONG"));

        ledger.close();
        try (Ledger after = Places.redis(redis.port(), LEASE).open(Alerts.none(), clock::get)) {
            AccountState state = after.state(DAY, "a");
            assertThat(state.used()).isEqualTo(40);
            assertThat(state.reserved()).isZero();
        }
    }

    @Test
    void numbersAreExactToTheFiftyThirdPower() throws Exception {
        Limit wide = limit("wide", new Window.Calendar(Window.Unit.DAY), 1L << 53, null);
        long most = (1L << 53) - 7;
        Decision decision = ledger.reserve(List.of(new Claim(wide, "a", most)));
        ((Decision.Granted) decision).reservation().settle(new long[] {most}, ENTRY);

        assertThat(ledger.state(wide, "a").used()).isEqualTo(most);
        assertThat(ledger.state(wide, "a").remaining()).isEqualTo(7);
    }

    /** Its lease is short here, and time is Redis's own. */
    @Test
    void aProcessThatIsKilledGivesBackWhatItHadReservedWhenItsLeaseIsOver() throws Exception {
        long budget = 150_000;
        Duration lease = Duration.ofSeconds(10);
        String place = "redis:" + redis.port();
        try (Child killed = new Child(place, budget, 10_000, 1, lease);
                Child other = new Child(place, budget, 10_000, 2, lease)) {
            killed.awaitSettled(500).kill();
            assertThat(other.awaitEnd()).isTrue();
            Limit limit = Places.budget(budget);
            try (Ledger after = Places.of(place, lease).open(Alerts.none())) {
                await().atMost(lease.multipliedBy(6))
                        .until(() -> after.state(limit, Places.HOLDER).reserved() == 0);
                AccountState state = after.state(limit, Places.HOLDER);
                assertThat(state.used()).isBetween(killed.sum() + other.sum(), killed.sum() + other.sum() + 100);
                assertThat(state.used()).isLessThanOrEqualTo(budget);
            }
            assertThat(Long.parseLong(redis.cli("XLEN", "zentinel:{ledger}:entries")))
                    .isBetween(
                            (long) killed.settled.size() + other.settled.size(),
                            killed.settled.size() + other.settled.size() + 1L);
        }
    }
}
