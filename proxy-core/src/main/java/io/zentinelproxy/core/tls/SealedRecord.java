package io.zentinelproxy.core.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLProtocolException;

/** The header of a record (RFC 8446 section 5.1), which stands in the clear. */
final class SealedRecord {
    private static final int HEADER = 5;

    /** JSSE's largest packet. It would take larger ones, from an old mistake of others, and grow its own with them. */
    private static final int MOST = 16_709;

    /** Of a record whose header has not come whole. */
    static final int UNKNOWN = -1;

    private SealedRecord() {}

    /**
     * Octets of the record that begins here, header included.
     *
     * @throws SSLProtocolException for one that no TLS allows: its room is not made
     */
    static int length(ByteBuffer from) throws SSLProtocolException {
        if (from.remaining() < HEADER) {
            return UNKNOWN;
        }
        int length = HEADER + (from.getShort(from.position() + 3) & 0xffff);
        if (length > MOST) {
            throw new SSLProtocolException("a record of " + length + " octets");
        }
        return length;
    }

    static boolean isWhole(ByteBuffer from) throws SSLProtocolException {
        int length = length(from);
        return length != UNKNOWN && length <= from.remaining();
    }
}
