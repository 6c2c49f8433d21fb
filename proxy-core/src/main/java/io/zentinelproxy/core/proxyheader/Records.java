package io.zentinelproxy.core.proxyheader;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The records behind the addresses of a version 2 header (TLV: type, length, value). Their bounds and the checksum are checked; what
 * they tell, of the balancer's TLS say, is not believed.
 */
final class Records {
    /** PP2_TYPE_CRC32C: over the whole header, its own value taken for zeros. */
    private static final int CHECKSUM = 0x03;

    private static final int CHECKSUM_OCTETS = 4;

    /** Of each record before its value. */
    private static final int PREFIX = 3;

    private Records() {}

    /** Checks those between an offset and the end of a header. */
    static void check(ByteBuffer header, int from) throws BadProxyHeader {
        int at = from;
        while (at < header.capacity()) {
            if (header.capacity() - at < PREFIX) {
                throw BadProxyHeader.of("a record in it is cut");
            }
            int type = header.get(at) & 0xff;
            int length = header.getShort(at + 1) & 0xffff;
            at += PREFIX;
            if (header.capacity() - at < length) {
                throw BadProxyHeader.of("a record in it is cut");
            }
            if (type == CHECKSUM) {
                checksum(header, at, length);
            }
            at += length;
        }
    }

    private static void checksum(ByteBuffer header, int at, int length) throws BadProxyHeader {
        if (length != CHECKSUM_OCTETS) {
            throw BadProxyHeader.of("its checksum does not have four octets");
        }
        CRC32C sum = new CRC32C();
        sum.update(header.slice(0, at));
        sum.update(new byte[CHECKSUM_OCTETS]);
        int after = at + CHECKSUM_OCTETS;
        sum.update(header.slice(after, header.capacity() - after));
        if ((int) sum.getValue() != header.getInt(at)) {
            throw BadProxyHeader.of("its checksum is another");
        }
    }
}
