package io.zentinelproxy.inference.bench;

import io.zentinelproxy.inference.ledger.Alerts;
import io.zentinelproxy.inference.ledger.Claim;
import io.zentinelproxy.inference.ledger.Decision;
import io.zentinelproxy.inference.ledger.Entry;
import io.zentinelproxy.inference.ledger.FileLedger;
import io.zentinelproxy.inference.ledger.Ledger;
import io.zentinelproxy.inference.ledger.LedgerClock;
import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.ledger.Measure;
import io.zentinelproxy.inference.ledger.MemoryLedger;
import io.zentinelproxy.inference.ledger.Window;
import io.zentinelproxy.inference.model.AnswerEnd;
import io.zentinelproxy.inference.model.Usage;
import io.zentinelproxy.inference.model.UsageSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Prints how long a decision and its end take: {@code LedgerDecisionTable [FOLDER]}, the folder for books in files. */
public final class LedgerDecisionTable {
    private static final int ROUNDS = 12;
    private static final int DECISIONS = 200_000;
    private static final long MOST = 1L << 50;
    private static final Entry ENTRY = new Entry(
            "3Nf8kQ2vT1w",
            1_792_584_000_000L,
            "chat",
            "key-1",
            "team-1",
            "gpt-4o-2024-08-06",
            new Usage(900, 0, 0, 100, 0),
            1234,
            UsageSource.PROVIDER,
            AnswerEnd.STOP);

    private LedgerDecisionTable() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("books   claims  decision ns  end ns");
        for (int claims : new int[] {1, 4}) {
            try (Ledger ledger = MemoryLedger.open(
                    LedgerClock.system(), Alerts.none(), MemoryLedger.LEASE, MemoryLedger.MOST_HOLDERS)) {
                measure("memory", ledger, claims);
            }
            Path folder = arguments.length > 0 ? Path.of(arguments[0]) : Files.createTempDirectory("ledger-bench");
            try (Ledger ledger = FileLedger.open(
                    LedgerClock.system(), Alerts.none(), FileLedger.Settings.of(folder.resolve("one" + claims)))) {
                measure("file", ledger, claims);
            }
            FileLedger.Settings shared = FileLedger.Settings.of(folder.resolve("two" + claims));
            try (Ledger ledger = FileLedger.open(LedgerClock.system(), Alerts.none(), shared);
                    Ledger other = FileLedger.open(LedgerClock.system(), Alerts.none(), shared)) {
                measure("file/2", ledger, claims);
                other.totals();
            }
        }
    }

    private static void measure(String name, Ledger ledger, int claims) throws Exception {
        List<Claim> all = new ArrayList<>();
        long[] used = new long[claims];
        for (int i = 0; i < claims; i++) {
            all.add(new Claim(limit(i), "holder-" + i, 1000));
            used[i] = 900;
        }
        long decisions = Long.MAX_VALUE;
        long ends = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long decided = 0;
            long begin = System.nanoTime();
            for (int i = 0; i < DECISIONS; i++) {
                long before = System.nanoTime();
                Decision decision = ledger.reserve(all);
                decided += System.nanoTime() - before;
                if (decision instanceof Decision.Granted granted) {
                    granted.reservation().settle(used, ENTRY);
                }
            }
            long total = System.nanoTime() - begin;
            decisions = Math.min(decisions, decided / DECISIONS);
            ends = Math.min(ends, (total - decided) / DECISIONS);
        }
        System.out.printf("%-7s %6d  %11d  %6d%n", name, claims, decisions, ends);
    }

    private static Limit limit(int which) {
        Window window = switch (which % 3) {
            case 0 -> new Window.Calendar(Window.Unit.MONTH);
            case 1 -> new Window.Bucket(Duration.ofMinutes(1), 1L << 40);
            default -> new Window.Rolling(Duration.ofHours(1));
        };
        long most = which % 3 == 1 ? 60_000_000_000L : MOST;
        return new Limit("limit-" + which, Measure.TOKENS, window, most, 0, null, List.of(800, 1000), true);
    }
}
