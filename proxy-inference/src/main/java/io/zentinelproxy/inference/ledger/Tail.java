package io.zentinelproxy.inference.ledger;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Reads the journal of another process, file by file, as it grows. Who calls holds the lock of the books. */
final class Tail {
    private static final System.Logger LOG = System.getLogger(Tail.class.getName());

    /** Whom an account belongs to, by the numbers of one file. */
    private record Named(Limit limit, String holder) {}

    /** What all names of the files begin with. */
    private final String name;

    private final Path folder;
    private final CRC32C crc = new CRC32C();
    private final Map<Integer, Limit> limits = new HashMap<>();
    private final Map<Integer, Named> accounts = new HashMap<>();
    private SegmentFile file;
    private int at = SegmentFile.HEAD;

    private @Nullable Change next;
    private long nextOrder;
    private boolean broken;

    /** Files that were read to their ends. */
    private long filesRead;

    /** What is not later than this is in the books. */
    private final long after;

    /**
     * @param first of its files that is read
     * @param after which place in the order of all its changes are of interest
     */
    Tail(Path folder, String name, long first, long after) throws IOException {
        this.folder = folder;
        this.name = name;
        this.after = after;
        file = SegmentFile.read(JournalFiles.path(folder, name, first));
    }

    long owner() {
        return file.owner();
    }

    long number() {
        return file.number();
    }

    /** The place of its next change in the order of all; {@link Long#MAX_VALUE} where there is none yet. */
    long order() throws LedgerException {
        while (next == null) {
            boolean isLast = file.end() != SegmentFile.CONTINUED;
            int octets = broken ? -1 : file.check(at, crc);
            if (octets > 0) {
                read(octets);
            } else if (!(octets < 0 ? skip() : !isLast && goOn())) {
                return Long.MAX_VALUE;
            }
        }
        return nextOrder;
    }

    private void read(int octets) throws LedgerException {
        long order = file.order(at);
        Change change = file.change(at, octets);
        at += octets;
        switch (change) {
            case Change.LimitNamed named -> limits.put(named.number(), named.limit());
            case Change.AccountNamed named ->
                accounts.put(named.number(), new Named(limit(named.limit()), named.holder()));
            case Change.Opened opened -> found(opened, order);
            case Change.Settled settled -> found(settled, order);
            case Change.Released released -> found(released, order);
            case Change.Expired expired -> found(expired, order);
        }
    }

    private void found(Change change, long order) {
        if (order > after) {
            next = change;
            nextOrder = order;
        }
    }

    long filesRead() {
        return filesRead;
    }

    /** To the next file, if there is one, past what cannot be read. */
    private boolean skip() throws LedgerException {
        if (!broken) {
            broken = true;
            LOG.log(
                    Level.WARNING,
                    file.path + " is not readable from octet " + at + " to " + file.committed()
                            + ": it was not on the disk when the power went");
        }
        return Files.exists(JournalFiles.path(folder, name, file.number() + 1)) && goOn();
    }

    /** To the next file: it was said that there is one before this one was found to have no more, and nothing is written behind that. */
    private boolean goOn() throws LedgerException {
        Path following = JournalFiles.path(folder, name, file.number() + 1);
        try {
            file = SegmentFile.read(following);
        } catch (IOException e) {
            throw new LedgerException("the journal has a gap: " + e.getMessage());
        }
        filesRead++;
        at = SegmentFile.HEAD;
        broken = false;
        limits.clear();
        accounts.clear();
        return true;
    }

    /** What {@link #order} has found. */
    Change take() {
        Change taken = java.util.Objects.requireNonNull(next);
        next = null;
        return taken;
    }

    /** All of its files have been read, as far as they are written. */
    boolean isAtEnd() throws LedgerException {
        return order() == Long.MAX_VALUE;
    }

    String name() {
        return name;
    }

    Account account(Books books, int number, long millis) throws LedgerException {
        Named named = accounts.get(number);
        if (named == null) {
            throw new LedgerException(file.path + " speaks of an account that it does not name");
        }
        return books.recorded(named.limit, named.holder, millis);
    }

    private Limit limit(int number) throws LedgerException {
        Limit limit = limits.get(number);
        if (limit == null) {
            throw new LedgerException(file.path + " speaks of a limit that it does not name");
        }
        return limit;
    }
}
