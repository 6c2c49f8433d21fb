package io.zentinelproxy.inference.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Books that outlive their process, in files of a folder, which any number of processes of one machine may share. See {@link FolderJournal}. */
public final class FileLedger {
    /** Octets of a file of a journal; then the next one is begun. */
    public static final int SEGMENT_OCTETS = 16 << 20;

    /** For which entries are kept at least. */
    public static final Duration RETENTION = Duration.ofDays(40);

    private FileLedger() {}

    /** When what was settled is on the disk. A process that is killed loses nothing in any case: the files are mapped. */
    public enum Fsync {
        /** Whenever the system writes it: a power cut may take about 30 seconds. */
        NEVER,
        /** Every half second: a power cut takes no more than that. */
        INTERVAL,
        /** Before an answer is over. */
        ALWAYS
    }

    /**
     * @param folder on a disk of this machine: other machines would not see what is mapped
     * @param lease of a reservation
     * @param mostHolders of one limit
     * @param retention of entries, at least; what they have used of limits is kept in any case
     */
    public record Settings(
            Path folder, Fsync fsync, Duration lease, int mostHolders, int segmentOctets, Duration retention) {
        public static Settings of(Path folder) {
            return new Settings(
                    folder, Fsync.INTERVAL, MemoryLedger.LEASE, MemoryLedger.MOST_HOLDERS, SEGMENT_OCTETS, RETENTION);
        }
    }

    /**
     * All entries that the files of a folder still have, those of one process in their order.
     *
     * @throws IOException where one cannot be read
     */
    public static void entries(Path folder, Consumer<Entry> to) throws IOException {
        for (Map.Entry<String, TreeSet<Long>> journal :
                JournalFiles.list(folder).entrySet()) {
            Tail tail = new Tail(folder, journal.getKey(), journal.getValue().first(), 0);
            try {
                while (tail.order() < Long.MAX_VALUE) {
                    if (tail.take() instanceof Change.Settled settled) {
                        to.accept(settled.entry());
                    }
                }
            } catch (LedgerException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
    }

    /** @throws IOException where the folder cannot be used, or what is in it cannot be read */
    public static MemoryLedger open(LedgerClock clock, Alerts alerts, Settings settings) throws IOException {
        FolderJournal journal = new FolderJournal(settings);
        Books books = new Books(settings.mostHolders());
        try {
            journal.restore(books);
        } catch (IOException e) {
            journal.close();
            throw e;
        }
        MemoryLedger ledger = new MemoryLedger(clock, alerts, settings.lease(), books, journal);
        try {
            ledger.readAll();
        } catch (LedgerException e) {
            ledger.close();
            throw new IOException(e.getMessage(), e);
        }
        return ledger.start();
    }
}
