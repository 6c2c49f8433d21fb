package io.zentinelproxy.inference.ledger;

import static io.zentinelproxy.inference.ledger.Cases.entry;
import static io.zentinelproxy.inference.ledger.Cases.only;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Many at once, with claims in any order. */
class LedgerConcurrencyTest {
    private static final int THREADS = 16;
    private static final int REQUESTS = 5_000;
    private static final long BUDGET = 500_000;

    private final Limit team = Cases.day("team", BUDGET);
    private final Limit key = Cases.day("key", BUDGET / 4);
    private final AtomicLong charged = new AtomicLong();
    private final AtomicLong settled = new AtomicLong();

    @Test
    void nobodyOverspendsAndTheSumOfEntriesIsTheCounter() throws Exception {
        try (MemoryLedger ledger = MemoryLedger.open(new Cases.Hands(), Alerts.none(), MemoryLedger.LEASE, 100)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int holder = i % 8;
                threads.add(Thread.ofVirtual().start(() -> spend(ledger, "k" + holder)));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            AccountState state = only(ledger, team);
            assertThat(state.used()).isEqualTo(charged.get()).isLessThanOrEqualTo(BUDGET);
            assertThat(state.used()).isGreaterThan(BUDGET - 200);
            assertThat(state.reserved()).isZero();
            assertThat(ledger.states(key, 100).stream()
                            .mapToLong(AccountState::used)
                            .sum())
                    .isEqualTo(charged.get());
            assertThat(ledger.totals().entries()).isEqualTo(settled.get());
            assertThat(ledger.totals().open()).isZero();
        }
    }

    private void spend(MemoryLedger ledger, String holder) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        for (int i = 0; i < REQUESTS; i++) {
            long amount = 1 + random.nextInt(200);
            Claim one = new Claim(team, "t", amount);
            Claim other = new Claim(key, holder, amount);
            if (decide(ledger, random.nextBoolean() ? List.of(one, other) : List.of(other, one))
                    instanceof Decision.Granted granted) {
                end(granted.reservation(), random.nextLong(amount + 1), random.nextInt(4) == 0);
            }
        }
    }

    private void end(Reservation reservation, long used, boolean aborted) {
        if (aborted) {
            reservation.release();
        } else {
            reservation.settle(new long[] {used, used}, entry("x", used));
            charged.addAndGet(used);
            settled.incrementAndGet();
        }
    }

    private static Decision decide(MemoryLedger ledger, List<Claim> claims) {
        try {
            return ledger.reserve(claims);
        } catch (LedgerException e) {
            throw new AssertionError(e);
        }
    }
}
