package io.zentinelproxy.core.tls;

import java.nio.ByteBuffer;

/**
 * Direct buffers for records, lent while octets are on their way: a connection that waits between two requests holds none. Three
 * sizes, because most requests are small and long content wants few system calls. Any thread.
 */
public final class TlsBuffers {
    /** For a request or answer as most are, and for most ClientHellos. */
    static final int LEAN = 2 * 1024;

    /** For one record of any legal size (RFC 8446 section 5.2, RFC 5246 section 6.2.3): JSSE's packets are 16,709 octets at most. */
    static final int RECORD = 17 * 1024;

    /** Full records that leave, or come, in one system call: 128 KiB of content, like a bulk buffer of HTTP. */
    static final int WIDE = 8 * RECORD;

    private static final int LEAN_KEPT = 16_384;
    private static final int RECORDS_KEPT = 1_024;

    /** Wide buffers that exist at most: 34 MiB. When all are out, a connection goes on record by record. */
    private static final int WIDE_MOST = 256;

    private final Shelf lean = new Shelf(LEAN, 32, LEAN_KEPT);
    private final Shelf records = new Shelf(RECORD, 1, RECORDS_KEPT);
    private final Shelf wide = new Shelf(WIDE, 1, WIDE_MOST);

    ByteBuffer lean() {
        return lean.take();
    }

    ByteBuffer record() {
        return records.take();
    }

    /** A wide buffer, or one for a record when all of them are out. */
    ByteBuffer wide() {
        return wide.taken() < WIDE_MOST ? wide.take() : records.take();
    }

    void give(ByteBuffer buffer) {
        switch (buffer.capacity()) {
            case LEAN -> lean.give(buffer);
            case RECORD -> records.give(buffer);
            default -> wide.give(buffer);
        }
    }

    /** Buffers lent now: without connections, none. */
    public int taken() {
        return lean.taken() + records.taken() + wide.taken();
    }
}
