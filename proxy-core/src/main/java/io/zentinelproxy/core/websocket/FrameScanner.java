package io.zentinelproxy.core.websocket;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the headers of frames (RFC 6455 section 5.2) as the octets of one direction pass, however they are cut; payload is not looked
 * at. A header counts once it is here as a whole. Belongs to one thread at a time.
 */
final class FrameScanner {
    /** Octets of a header at most: two, eight of a length, four of a mask. */
    static final int LONGEST_HEADER = 14;

    private static final int FIN = 0x80;
    private static final int MASK = 0x80;
    private static final int RESERVED = 0x70;
    private static final int LONGEST_CONTROL = 125;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private final boolean masked;
    private final ReservedBits reserved;
    private final FrameCount count;
    private long payloadLeft;
    private boolean withinMessage;

    /** Read by other threads, too. */
    private volatile boolean closed;

    private @Nullable Violation violation;

    /**
     * The stream of one side.
     *
     * @param masked whether that side is the client
     */
    FrameScanner(boolean masked, ReservedBits reserved, FrameCount count) {
        this.masked = masked;
        this.reserved = reserved;
        this.count = count;
    }

    /**
     * Looks at what stands between position and limit, which stay as they are.
     *
     * @return where that ends which may pass: at the limit, else before a header that is not complete yet and comes again with the next
     *     octets, or before one that breaks the rules, see {@link #violation}
     */
    int scan(ByteBuffer octets) {
        int at = octets.position();
        while (at < octets.limit()) {
            at += takePayload(octets.limit() - at);
            if (at < octets.limit()) {
                int length = takeHeader(octets, at);
                if (length == 0) {
                    return at;
                }
                at += length;
            }
        }
        return at;
    }

    /** Takes of the octets at hand what belongs to the frame under way, and returns how many. */
    int takePayload(int most) {
        int length = (int) Math.min(payloadLeft, most);
        payloadLeft -= length;
        return length;
    }

    /** The length of the header that stands here, or 0 where it is not complete or breaks the rules. */
    private int takeHeader(ByteBuffer octets, int at) {
        int available = octets.limit() - at;
        if (available < 2) {
            return 0;
        }
        int first = octets.get(at);
        int second = octets.get(at + 1);
        Opcode opcode = Opcode.of(first & 0x0f);
        violation = opcode == null ? Violation.RESERVED_OPCODE : check(opcode, first, second);
        int length = headerLength(second);
        if (violation != null || opcode == null || available < length) {
            return 0;
        }
        long payload = payload(octets, at + 2, second & 0x7f);
        if (violation != null) {
            return 0;
        }
        begin(opcode, (first & FIN) != 0, payload);
        return length;
    }

    private @Nullable Violation check(Opcode opcode, int first, int second) {
        boolean starts = opcode == Opcode.TEXT || opcode == Opcode.BINARY;
        if ((first & RESERVED & ~(starts ? reserved.first() : reserved.others())) != 0) {
            return Violation.RESERVED_BIT;
        }
        if ((second & MASK) != 0 != masked) {
            return masked ? Violation.NOT_MASKED : Violation.MASKED;
        }
        if (opcode.isControl()) {
            return checkControl(first, second);
        }
        if (starts) {
            return withinMessage ? Violation.MESSAGE_WITHIN_MESSAGE : null;
        }
        return withinMessage ? null : Violation.NOTHING_TO_CONTINUE;
    }

    private static @Nullable Violation checkControl(int first, int second) {
        if ((first & FIN) == 0) {
            return Violation.FRAGMENTED_CONTROL;
        }
        return (second & 0x7f) > LONGEST_CONTROL ? Violation.LONG_CONTROL : null;
    }

    private static int headerLength(int second) {
        int length = second & 0x7f;
        int extended = length == LENGTH_64 ? 8 : length == LENGTH_16 ? 2 : 0;
        return 2 + extended + ((second & MASK) != 0 ? 4 : 0);
    }

    /** The length told is the shortest form of it, and has no more than 63 bits (RFC 6455 section 5.2). */
    private long payload(ByteBuffer octets, int at, int length) {
        if (length <= LONGEST_CONTROL) {
            return length;
        }
        long told = length == LENGTH_16 ? octets.getShort(at) & 0xffff : octets.getLong(at);
        if (told <= (length == LENGTH_16 ? LONGEST_CONTROL : 0xffff)) {
            violation = Violation.BAD_LENGTH;
        }
        return told;
    }

    private void begin(Opcode opcode, boolean fin, long payload) {
        payloadLeft = payload;
        if (opcode.isControl()) {
            if (opcode == Opcode.CLOSE) {
                closed = true;
            }
        } else {
            withinMessage = !fin;
        }
        count.add(opcode);
    }

    /** What the header breaks at which {@link #scan} has stopped; null where it only waits for more. */
    @Nullable
    Violation violation() {
        return violation;
    }

    /** Whether the last octet that may pass ended a frame: only there another can be put in. */
    boolean isBetweenFrames() {
        return payloadLeft == 0;
    }

    /** Whether a Close has come. */
    boolean hasClosed() {
        return closed;
    }
}
