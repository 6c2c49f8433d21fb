package io.zentinelproxy.inference.ledger;

import static io.zentinelproxy.inference.ledger.Cases.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever happens in whatever order, the books say what a list of all that has happened says. */
class LedgerModelTest {
    private static final Limit DAY = Cases.day("day", 5_000);
    private static final Limit ROLLING = Cases.rolling("rolling", 1_000, Duration.ofHours(1));
    private static final Limit BUCKET = Cases.bucket("bucket", 37, Duration.ofSeconds(60), 400);
    private static final Duration LEASE = Duration.ofMinutes(15);
    private static final int STEPS = 20_000;

    /** Something used, and when. */
    private record Use(String holder, long amount, long millis) {}

    /** A reservation, with what it is for. */
    private record Running(Reservation reservation, String holder, long amount, long since) {}

    private final Cases.Hands clock = new Cases.Hands();
    private final List<Use> uses = new ArrayList<>();
    private final List<Running> running = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theBooksSayWhatAListOfEverythingSays(long seed) throws Exception {
        Random random = new Random(seed);
        try (MemoryLedger ledger = MemoryLedger.open(clock, Alerts.none(), LEASE, 100)) {
            for (int i = 0; i < STEPS; i++) {
                step(ledger, random);
            }
        }
        assertThat(uses).isNotEmpty();
    }

    private void step(MemoryLedger ledger, Random random) throws LedgerException {
        switch (random.nextInt(6)) {
            case 0, 1, 2 -> reserve(ledger, "h" + random.nextInt(3), random.nextInt(120));
            case 3 -> end(random, true);
            case 4 -> end(random, false);
            default -> {
                clock.pass(Duration.ofMillis(random.nextInt(40_000)));
                ledger.sweep();
                running.removeIf(one -> clock.millis() - one.since >= LEASE.toMillis());
            }
        }
    }

    private void reserve(MemoryLedger ledger, String holder, long amount) throws LedgerException {
        long day = DAY.most() - usedToday(holder) - held(holder);
        long rolling = ROLLING.most() - usedInSlots(holder) - held(holder);
        boolean expected = amount == 0 || (amount <= day && amount <= rolling);
        Decision decision = ledger.reserve(List.of(new Claim(DAY, holder, amount), new Claim(ROLLING, holder, amount)));
        switch (decision) {
            case Decision.Granted granted -> {
                assertThat(expected).isTrue();
                assertThat(granted.standings().get(0).remaining()).isEqualTo(day - amount);
                assertThat(granted.standings().get(1).remaining()).isEqualTo(rolling - amount);
                running.add(new Running(granted.reservation(), holder, amount, clock.millis()));
            }
            case Decision.Refused refused -> {
                assertThat(expected).isFalse();
                assertThat(refused.standings().get(0).remaining()).isEqualTo(day);
                assertThat(refused.standings().get(1).remaining()).isEqualTo(rolling);
                assertThat(refused.by().waitNanos()).isPositive();
            }
        }
    }

    private void end(Random random, boolean settled) {
        if (running.isEmpty()) {
            return;
        }
        Running one = running.remove(random.nextInt(running.size()));
        if (settled) {
            long used = random.nextInt(150);
            one.reservation.settle(new long[] {used, used}, entry("x", used));
            uses.add(new Use(one.holder, used, clock.millis()));
        } else {
            one.reservation.release();
        }
    }

    private long held(String holder) {
        return running.stream()
                .filter(one -> one.holder.equals(holder))
                .mapToLong(Running::amount)
                .sum();
    }

    private long usedToday(String holder) {
        long begin = Instant.ofEpochMilli(clock.millis())
                .atZone(ZoneOffset.UTC)
                .toLocalDate()
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .toEpochMilli();
        return used(holder, begin);
    }

    /** Minutes are the slots of an hour. */
    private long usedInSlots(String holder) {
        return used(holder, (clock.millis() / 60_000 - 60) * 60_000);
    }

    private long used(String holder, long from) {
        return uses.stream()
                .filter(use -> use.holder.equals(holder) && use.millis >= from)
                .mapToLong(Use::amount)
                .sum();
    }

    /** No span of time sees more than the burst and what the time has brought. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void aBucketNeverGivesMoreThanItsBurstAndWhatTheTimeHasBrought(long seed) throws Exception {
        Random random = new Random(seed);
        List<Use> reserved = new ArrayList<>();
        try (MemoryLedger ledger = MemoryLedger.open(clock, Alerts.none(), LEASE, 100)) {
            for (int i = 0; i < 2_000; i++) {
                clock.pass(Duration.ofMillis(random.nextInt(20_000)));
                long amount = 1 + random.nextInt(60);
                if (Cases.reserve(ledger, BUCKET, "a", amount) instanceof Decision.Granted granted) {
                    boolean kept = random.nextBoolean();
                    granted.reservation().settle(new long[] {kept ? amount : 0}, entry("x", amount));
                    reserved.add(new Use("a", kept ? amount : 0, clock.millis()));
                }
            }
        }
        for (int from = 0; from < reserved.size(); from++) {
            long sum = 0;
            for (int to = from; to < reserved.size(); to++) {
                sum += reserved.get(to).amount;
                long millis = reserved.get(to).millis - reserved.get(from).millis;
                assertThat(sum * 60_000).isLessThanOrEqualTo(400L * 60_000 + 37 * millis);
            }
        }
    }
}
