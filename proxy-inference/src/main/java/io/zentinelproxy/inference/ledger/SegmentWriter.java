package io.zentinelproxy.inference.ledger;

import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes the journal of this process, file by file. Who calls holds the lock of the books; but for {@link #force} and {@link #prepare}. */
final class SegmentWriter {
    /** By which number the file knows an account, and under which limit. */
    private record Numbered(int number, Limit limit) {}

    /** Octets that are left in a file before a change, with all the names that it may need; else the next one is begun. */
    static final int ROOM = 8 * ChangeCodec.MOST;

    private final Path folder;
    private final String name;
    private final long owner;
    private final int octets;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer buffer = ByteBuffer.allocate(ChangeCodec.MOST);
    private final Map<Limit, Integer> limits = new HashMap<>();
    private final Map<Account, Numbered> accounts = new IdentityHashMap<>();
    private final ReentrantLock preparing = new ReentrantLock();
    private volatile SegmentFile file;

    /** Guarded by {@code preparing}. */
    private @Nullable SegmentFile prepared;

    private volatile boolean unforced;

    /** @param octets of a file */
    SegmentWriter(Path folder, String name, long owner, int octets) throws IOException {
        this.folder = folder;
        this.name = name;
        this.owner = owner;
        this.octets = octets;
        file = SegmentFile.create(JournalFiles.path(folder, name, 1), owner, 1, octets);
    }

    /** Names what it speaks of, where the file does not know it yet. */
    void append(Account[] of, ChangeOf change, LongSupplier order) throws LedgerException {
        if (octets - file.committed() < ROOM) {
            roll();
        }
        if (!write(change.with(number(of, order)), order)) {
            throw new LedgerException("a change that a file has no room for");
        }
        unforced = true;
    }

    /** A change, once it is known how the file calls its accounts. */
    interface ChangeOf {
        Change with(int[] numbers);
    }

    private int[] number(Account[] of, LongSupplier order) throws LedgerException {
        int[] numbers = new int[of.length];
        for (int i = 0; i < of.length; i++) {
            Numbered known = accounts.get(of[i]);
            if (known == null || !known.limit.equals(of[i].limit)) {
                known = name(of[i], order);
            }
            numbers[i] = known.number;
        }
        return numbers;
    }

    private Numbered name(Account account, LongSupplier order) throws LedgerException {
        int limit = limits.getOrDefault(account.limit, -1);
        if (limit < 0) {
            limit = limits.size();
            if (!write(new Change.LimitNamed(limit, account.limit), order)) {
                throw full();
            }
            limits.put(account.limit, limit);
        }
        Numbered numbered = new Numbered(accounts.size(), account.limit);
        if (!write(new Change.AccountNamed(numbered.number, limit, account.holder), order)) {
            throw full();
        }
        accounts.put(account, numbered);
        return numbered;
    }

    private static LedgerException full() {
        return new LedgerException("names that a file has no room for");
    }

    private boolean write(Change change, LongSupplier order) throws LedgerException {
        buffer.clear();
        try {
            ChangeCodec.write(change, buffer);
        } catch (BufferOverflowException e) {
            throw new LedgerException("a change of more than " + ChangeCodec.MOST + " octets");
        }
        buffer.flip();
        return file.append(order.getAsLong(), buffer, crc);
    }

    private void roll() throws LedgerException {
        SegmentFile full = file;
        try {
            follow(full.number() + 1);
        } catch (IOException e) {
            throw new LedgerException("no file can be begun: " + e.getMessage());
        }
        full.end(SegmentFile.CONTINUED);
        limits.clear();
        accounts.clear();
    }

    /** The one that is prepared, or one that is made now; one thread at a time. */
    private void follow(long number) throws IOException {
        preparing.lock();
        try {
            SegmentFile next = prepared;
            prepared = null;
            file = next != null ? next : create(number);
        } finally {
            preparing.unlock();
        }
    }

    private SegmentFile create(long number) throws IOException {
        return SegmentFile.create(JournalFiles.path(folder, name, number), owner, number, octets);
    }

    /** The next file ahead of its time, as a request would wait for its blocks. By the thread of the ledger only. */
    void prepare() throws IOException {
        preparing.lock();
        try {
            SegmentFile current = file;
            if (prepared == null && current.committed() > octets / 2) {
                prepared = create(current.number() + 1);
            }
        } finally {
            preparing.unlock();
        }
    }

    long number() {
        return file.number();
    }

    void force() {
        if (unforced) {
            unforced = false;
            file.force();
        }
    }

    void close() {
        file.end(SegmentFile.CLOSED);
        file.force();
    }
}
