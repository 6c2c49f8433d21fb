package io.zentinelproxy.inference.ledger;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/**
 * A file of a journal, mapped: what was written is in the page cache, which outlives the process, and other processes see it at once. One
 * process writes; any may read.
 *
 * <p>A head of 64 octets: magic, process, number of the file, octets that are committed, how it ended. Then records: length (4 octets) and
 * CRC-32C (4) of what follows, its place in the order of all processes (8), a {@link Change}. The length that is committed is written behind
 * the record, with release semantics: readers in other processes never see half of one. A power cut may leave any pages unwritten: then the
 * checksum says where the file ends.
 */
final class SegmentFile {
    static final int HEAD = 64;

    /** Before the change of a record. */
    static final int RECORD_HEAD = 16;

    static final long MAGIC = 0x5a454e544c454447L;
    static final long OPEN = 0;

    /** The next file follows. */
    static final long CONTINUED = 1;

    /** The process has closed its books. */
    static final long CLOSED = 2;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(java.nio.ByteOrder.BIG_ENDIAN);
    private static final VarHandle WORD = LONG.varHandle();
    private static final int OWNER_AT = 8;
    private static final int NUMBER_AT = 16;
    private static final int COMMITTED_AT = 24;
    private static final int END_AT = 32;
    private static final int ZEROS = 1 << 20;

    final Path path;
    private final MemorySegment mapped;
    private final ByteBuffer buffer;

    private SegmentFile(Path path, MemorySegment mapped) {
        this.path = path;
        this.mapped = mapped;
        buffer = mapped.asByteBuffer();
    }

    /**
     * With all its blocks: a full disk is told here, and not by a signal when the memory is written. It has its name when it is ready, so
     * that a process which looks at this moment does not find half of it.
     */
    static SegmentFile create(Path path, long owner, long number, int octets) throws IOException {
        Path unready = path.resolveSibling(path.getFileName() + JournalFiles.UNREADY);
        try (FileChannel channel = FileChannel.open(
                unready, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate(Math.min(ZEROS, octets));
            for (int left = octets; left > 0; left -= zeros.limit()) {
                zeros.clear().limit(Math.min(left, zeros.capacity()));
                while (zeros.hasRemaining()) {
                    channel.write(zeros);
                }
            }
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, octets, Arena.ofAuto());
            SegmentFile file = new SegmentFile(path, mapped);
            mapped.set(LONG, OWNER_AT, owner);
            mapped.set(LONG, NUMBER_AT, number);
            WORD.setRelease(mapped, (long) COMMITTED_AT, (long) HEAD);
            WORD.setRelease(mapped, 0L, MAGIC);
            Files.move(unready, path, StandardCopyOption.ATOMIC_MOVE);
            return file;
        } catch (IOException e) {
            Files.deleteIfExists(unready);
            throw e;
        }
    }

    /** @throws IOException also where it is none of ours, or not ready */
    static SegmentFile read(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size < HEAD || size > Integer.MAX_VALUE) {
                throw new IOException(path + " is no journal");
            }
            MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, Arena.ofAuto());
            if ((long) WORD.getAcquire(mapped, 0L) != MAGIC) {
                throw new IOException(path + " is no journal, or not ready");
            }
            return new SegmentFile(path, mapped);
        }
    }

    long owner() {
        return mapped.get(LONG, OWNER_AT);
    }

    long number() {
        return mapped.get(LONG, NUMBER_AT);
    }

    int size() {
        return buffer.capacity();
    }

    /** As far as records may be read. */
    int committed() {
        long committed = (long) WORD.getAcquire(mapped, (long) COMMITTED_AT);
        return (int) Math.clamp(committed, HEAD, size());
    }

    long end() {
        return (long) WORD.getAcquire(mapped, (long) END_AT);
    }

    void end(long how) {
        WORD.setRelease(mapped, (long) END_AT, how);
    }

    /** False where there is no room. The change is between position 0 and its limit. */
    boolean append(long order, ByteBuffer change, CRC32C crc) {
        int at = committed();
        int length = 8 + change.remaining();
        if (at + 8 + length > size()) {
            return false;
        }
        buffer.putInt(at, length);
        buffer.putLong(at + 8, order);
        buffer.put(at + RECORD_HEAD, change, change.position(), change.remaining());
        crc.reset();
        crc.update(buffer.slice(at + 8, length));
        buffer.putInt(at + 4, (int) crc.getValue());
        WORD.setRelease(mapped, (long) COMMITTED_AT, (long) at + 8 + length);
        return true;
    }

    /** Octets of the record here, with its head; 0 where none is committed yet, -1 where what is committed is none, as after a power cut. */
    int check(int at, CRC32C crc) {
        // Read once: it may grow at any moment, and always by whole records.
        int committed = committed();
        if (at == committed) {
            return 0;
        }
        int length = at + RECORD_HEAD <= committed ? buffer.getInt(at) : 0;
        if (length < 8 || length > ChangeCodec.MOST + 8 || at + 8 + length > committed) {
            return -1;
        }
        crc.reset();
        crc.update(buffer.slice(at + 8, length));
        return (int) crc.getValue() == buffer.getInt(at + 4) ? 8 + length : -1;
    }

    long order(int at) {
        return buffer.getLong(at + 8);
    }

    /** What {@link #check} has found sound. */
    Change change(int at, int octets) throws LedgerException {
        return ChangeCodec.read(buffer.slice(at + RECORD_HEAD, octets - RECORD_HEAD));
    }

    /** What was written is on the disk when this returns. */
    void force() {
        mapped.force();
    }
}
