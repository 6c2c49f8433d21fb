package io.zentinelproxy.launcher.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.inference.ledger.AccountState;
import io.zentinelproxy.inference.ledger.Alerts;
import io.zentinelproxy.inference.ledger.Claim;
import io.zentinelproxy.inference.ledger.Decision;
import io.zentinelproxy.inference.ledger.Entry;
import io.zentinelproxy.inference.ledger.FileLedger;
import io.zentinelproxy.inference.ledger.Ledger;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that spend from one budget in a folder, and are killed at it. */
class KilledSpenderTest {
    private static final Duration LEASE = Duration.ofMinutes(15);
    private static final int REQUESTS = 10_000;

    @TempDir
    Path folder;

    private Ledger open() throws IOException {
        return Places.of(folder.toString(), LEASE).open(Alerts.none());
    }

    private Map<String, Long> entries() throws IOException {
        Map<String, Long> entries = new HashMap<>();
        FileLedger.entries(
                folder,
                (Entry entry) -> assertThat(
                                entries.put(entry.requestId(), entry.usage().total()))
                        .isNull());
        return entries;
    }

    private static long sum(Map<String, Long> entries) {
        return entries.values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void aProcessThatIsKilledLosesNothingSettledAndGivesBackWhatItHadReserved() throws Exception {
        long budget = 10_000_000;
        try (Child child = new Child(folder.toString(), budget, Integer.MAX_VALUE, 1, LEASE)) {
            child.awaitSettled(3_000).kill();
            try (Ledger ledger = open()) {
                AccountState state = ledger.state(Places.budget(budget), Places.HOLDER);

                assertThat(entries()).containsAllEntriesOf(child.settled);
                // It may have died between an entry and its word about it.
                assertThat(entries().size() - child.settled.size()).isBetween(0, 1);
                assertThat(state.used()).isEqualTo(sum(entries()));
                assertThat(state.reserved()).isZero();
                assertThat(ledger.totals().expired()).isPositive();
            }
        }
    }

    @Test
    void processesThatShareABudgetNeverSpendMoreThanItWhoeverIsKilled() throws Exception {
        long budget = 150_000;
        String place = folder.toString();
        try (Child killed = new Child(place, budget, REQUESTS, 1, LEASE);
                Child other = new Child(place, budget, REQUESTS, 2, LEASE)) {
            killed.awaitSettled(500).kill();
            try (Child successor = new Child(place, budget, REQUESTS, 3, LEASE)) {
                assertThat(other.awaitEnd()).isTrue();
                assertThat(successor.awaitEnd()).isTrue();
                Map<String, Long> entries = entries();
                assertThat(entries)
                        .containsAllEntriesOf(killed.settled)
                        .containsAllEntriesOf(other.settled)
                        .containsAllEntriesOf(successor.settled);
            }
        }
        try (Ledger ledger = open()) {
            AccountState state = ledger.state(Places.budget(budget), Places.HOLDER);
            assertThat(state.used()).isEqualTo(sum(entries())).isLessThanOrEqualTo(budget);
            assertThat(state.reserved()).isZero();
        }
    }

    @Test
    void aProcessThatIsKilledWhileItDecidesHoldsUpNobody() throws Exception {
        long budget = Long.MAX_VALUE / 8;
        try (Ledger ledger = open()) {
            for (int i = 0; i < 5; i++) {
                try (Child child = new Child(folder.toString(), budget, Integer.MAX_VALUE, i, LEASE)) {
                    child.awaitSettled(200).kill();
                }
                List<Claim> claims = List.of(new Claim(Places.budget(budget), Places.HOLDER, 1));
                assertThat(ledger.reserve(claims)).isInstanceOf(Decision.Granted.class);
            }
        }
    }
}
