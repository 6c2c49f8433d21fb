package io.zentinelproxy.inference.ledger;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongPredicate;

/**
 * Who may change the books of a folder, among processes: a word in a mapped file that has the number of that process, or 0. It is taken by
 * compare-and-set, which costs some nanoseconds where nobody else is there; a system call for each decision would cost microseconds.
 *
 * <p>The word of a process that has died is taken over. That is safe at any moment: what it guards is only who appends to a file of his own
 * next, and a record is either committed there or not. One that is stopped while it has the word holds up all others: they refuse after
 * {@link #PATIENCE_MILLIS}, rather than decide without it. Beside the word stand the order of changes, and how often files have come.
 */
final class FolderLock {
    static final int PATIENCE_MILLIS = 500;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final VarHandle WORD = LONG.varHandle();

    /** Words that are written by different processes stand in lines of the cache of their own. */
    private static final long HOLDER_AT = 64;

    private static final long ORDER_AT = 128;
    private static final long FILES_AT = 256;
    private static final int SIZE = 4096;
    private static final int SPINS = 200;
    private static final long PAUSE_NANOS = 20_000;

    private final MemorySegment mapped;
    private final LongPredicate dead;

    /** @param dead whether a process is so, for certain */
    FolderLock(Path file, LongPredicate dead) throws IOException {
        this.dead = dead;
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            if (channel.size() < SIZE) {
                // Whoever else does so at this moment writes the same.
                channel.write(ByteBuffer.allocate(1), SIZE - 1);
            }
            mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, SIZE, Arena.ofAuto());
        }
    }

    void take(long me) throws LedgerException {
        for (int i = 0; i < SPINS; i++) {
            if (WORD.compareAndSet(mapped, HOLDER_AT, 0L, me)) {
                return;
            }
            Thread.onSpinWait();
        }
        waitFor(me);
    }

    private void waitFor(long me) throws LedgerException {
        long begin = System.nanoTime();
        long patience = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
        for (int i = 0; System.nanoTime() - begin < patience; i++) {
            long holder = (long) WORD.getVolatile(mapped, HOLDER_AT);
            boolean free = holder == 0 || (i % SPINS == SPINS - 1 && dead.test(holder));
            if (free && WORD.compareAndSet(mapped, HOLDER_AT, holder, me)) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new LedgerException("another process holds the books, and does not go on");
    }

    void give(long me) {
        WORD.compareAndSet(mapped, HOLDER_AT, me, 0L);
    }

    /** The place of the next change among those of all processes. Who calls has the lock. */
    long nextOrder() {
        long next = (long) WORD.getVolatile(mapped, ORDER_AT) + 1;
        WORD.setVolatile(mapped, ORDER_AT, next);
        return next;
    }

    /** What was seen in files, where this file was lost or is older, as after a power cut. Who calls has the lock. */
    void atLeast(long order) {
        if ((long) WORD.getVolatile(mapped, ORDER_AT) < order) {
            WORD.setVolatile(mapped, ORDER_AT, order);
        }
    }

    long order() {
        return (long) WORD.getVolatile(mapped, ORDER_AT);
    }

    /** Changes whenever a process has begun a journal. */
    long files() {
        return (long) WORD.getVolatile(mapped, FILES_AT);
    }

    void filesHaveCome() {
        WORD.getAndAdd(mapped, FILES_AT, 1L);
    }
}
