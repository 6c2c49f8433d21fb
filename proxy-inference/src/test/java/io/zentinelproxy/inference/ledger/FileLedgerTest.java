package io.zentinelproxy.inference.ledger;

import static io.zentinelproxy.inference.ledger.Cases.day;
import static io.zentinelproxy.inference.ledger.Cases.entry;
import static io.zentinelproxy.inference.ledger.Cases.granted;
import static io.zentinelproxy.inference.ledger.Cases.only;
import static io.zentinelproxy.inference.ledger.Cases.refused;
import static io.zentinelproxy.inference.ledger.Cases.reserve;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileLedgerTest {
    private static final int SMALL = 1 << 20;

    @TempDir
    Path folder;

    private final Cases.Hands clock = new Cases.Hands();
    private final Limit limit = day("tokens", 1_000);

    private Duration retention = FileLedger.RETENTION;

    private MemoryLedger open() throws IOException {
        return FileLedger.open(
                clock,
                Alerts.none(),
                new FileLedger.Settings(folder, FileLedger.Fsync.INTERVAL, MemoryLedger.LEASE, 1000, SMALL, retention));
    }

    @Test
    void whatWasSettledIsThereAfterAStart() throws Exception {
        try (MemoryLedger ledger = open()) {
            granted(reserve(ledger, limit, "a", 100)).settle(new long[] {70}, entry("1", 70));
            granted(reserve(ledger, limit, "a", 100)).release();
        }
        try (MemoryLedger ledger = open()) {
            assertThat(only(ledger, limit).used()).isEqualTo(70);
            assertThat(only(ledger, limit).reserved()).isZero();
        }
    }

    @Test
    void twoLedgersOfAFolderSeeEachOther() throws Exception {
        try (MemoryLedger one = open();
                MemoryLedger other = open()) {
            Reservation held = granted(reserve(one, limit, "a", 600));
            refused(reserve(other, limit, "a", 600));

            held.settle(new long[] {300}, entry("1", 300));
            granted(reserve(other, limit, "a", 600)).settle(new long[] {700}, entry("2", 700));

            assertThat(only(one, limit).used()).isEqualTo(1000);
            assertThat(only(other, limit)).isEqualTo(only(one, limit));
        }
    }

    @Test
    void whatAPredecessorHasReservedCountsUntilItHasClosed() throws Exception {
        MemoryLedger before = open();
        granted(reserve(before, limit, "a", 900));
        try (MemoryLedger after = open()) {
            after.sweep();
            refused(reserve(after, limit, "a", 200));

            before.close();
            after.sweep();
            granted(reserve(after, limit, "a", 1000));
            assertThat(after.totals().expired()).isEqualTo(1);
        }
    }

    @Test
    void aLeaseThatRunsOutIsEndedByAnyOfThemAndALateEndIsStillCharged() throws Exception {
        try (MemoryLedger one = open();
                MemoryLedger other = open()) {
            Reservation late = granted(reserve(one, limit, "a", 900));
            clock.pass(MemoryLedger.LEASE);
            other.sweep();
            one.sweep();
            Reservation next = granted(reserve(other, limit, "a", 1000));

            late.settle(new long[] {400}, entry("1", 400));
            late.settle(new long[] {400}, entry("1", 400));

            assertThat(only(other, limit).used()).isEqualTo(400);
            assertThat(only(other, limit).reserved()).isEqualTo(1000);
            next.release();
            assertThat(only(one, limit)).isEqualTo(only(other, limit));
        }
    }

    @Test
    void manyMayStartAtOnce() throws Exception {
        List<Thread> starting = new ArrayList<>();
        Queue<Exception> failed = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < 24; i++) {
            starting.add(Thread.ofPlatform().start(() -> {
                try (MemoryLedger one = open()) {
                    granted(reserve(one, limit, "a", 2)).settle(new long[] {1}, entry("x", 1));
                } catch (IOException | LedgerException e) {
                    failed.add(e);
                }
            }));
        }
        for (Thread one : starting) {
            one.join();
        }
        assertThat(failed).isEmpty();
        try (MemoryLedger after = open()) {
            assertThat(after.state(limit, "a").used()).isEqualTo(24);
        }
    }

    @Test
    void aJournalGoesOnInTheNextFile() throws Exception {
        try (MemoryLedger one = open();
                MemoryLedger other = open()) {
            Limit wide = day("wide", 1_000_000);
            for (int i = 0; i < 10_000; i++) {
                granted(reserve(i % 3 == 0 ? other : one, wide, "a", 10)).settle(new long[] {7}, entry("" + i, 7));
            }
            assertThat(only(one, wide).used()).isEqualTo(70_000);
            assertThat(only(other, wide)).isEqualTo(only(one, wide));
        }
        try (var files = Files.list(folder)) {
            assertThat(files.filter(file -> file.toString().endsWith(".ledger")).count())
                    .isGreaterThan(3);
        }
        try (MemoryLedger after = open()) {
            assertThat(after.states(day("wide", 1_000_000), 1).getFirst().used())
                    .isEqualTo(70_000);
        }
    }

    @Test
    void aTornTailIsLeftOut() throws Exception {
        try (MemoryLedger ledger = open()) {
            for (int i = 0; i < 10; i++) {
                granted(reserve(ledger, limit, "a", 10)).settle(new long[] {10}, entry("" + i, 10));
            }
        }
        try (RandomAccessFile file = new RandomAccessFile(journal().toFile(), "rw")) {
            file.seek(24);
            long committed = file.readLong();
            file.seek(committed - 40);
            file.write(new byte[40]);
        }
        try (MemoryLedger ledger = open()) {
            // The last one is not there; what it had reserved was given back, as its process has closed.
            assertThat(only(ledger, limit).used()).isEqualTo(90);
            assertThat(only(ledger, limit).reserved()).isZero();
        }
    }

    @Test
    void whatIsNoJournalIsRefused() throws Exception {
        Files.write(folder.resolve("p1-s1-r0000000000000001.000001.ledger"), new byte[100]);

        org.assertj.core.api.Assertions.assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no journal");
    }

    @Test
    void aTurnThatIsOverIsNotCounted() throws Exception {
        try (MemoryLedger ledger = open()) {
            granted(reserve(ledger, limit, "a", 1000)).settle(new long[] {1000}, entry("1", 1000));
        }
        clock.pass(Duration.ofDays(1));
        try (MemoryLedger ledger = open()) {
            granted(reserve(ledger, limit, "a", 1000));
        }
    }

    @Test
    void oldFilesGoAndWhatTheyHaveSaidStays() throws Exception {
        // So that any file is old, whatever the clock of the test says.
        retention = Duration.ofDays(-10_000);
        Limit wide = day("wide", 1_000_000);
        Limit bucket = Cases.bucket("bucket", 60_000, Duration.ofMinutes(1), 60_000);
        Limit rolling = Cases.rolling("rolling", 1_000_000, Duration.ofHours(1));
        List<Claim> claims = List.of(new Claim(wide, "a", 10), new Claim(bucket, "a", 4), new Claim(rolling, "a", 10));
        List<AccountState> before = new ArrayList<>();
        try (MemoryLedger held = open();
                MemoryLedger ledger = open()) {
            granted(held.reserve(claims));
            for (int i = 0; i < 12_000; i++) {
                granted(ledger.reserve(claims)).settle(new long[] {7, 3, 7}, entry("" + i, 7));
                if (i % 1000 == 0) {
                    ledger.sweep();
                }
            }
            ledger.sweep();
            assertThat(folder.resolve("books.checkpoint")).exists();
            try (var files = Files.list(folder)) {
                assertThat(files.filter(file -> file.toString().endsWith("000001.ledger")))
                        .hasSize(1);
            }
            for (Limit one : List.of(wide, bucket, rolling)) {
                before.add(ledger.state(one, "a"));
            }
            try (MemoryLedger after = open()) {
                assertThat(List.of(after.state(wide, "a"), after.state(bucket, "a"), after.state(rolling, "a")))
                        .isEqualTo(before);
                assertThat(before.getFirst().reserved()).isEqualTo(10);
            }
        }
        try (MemoryLedger after = open()) {
            assertThat(after.state(wide, "a").used()).isEqualTo(84_000);
            assertThat(after.state(wide, "a").reserved()).isZero();
        }
    }

    private Path journal() throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".ledger"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
