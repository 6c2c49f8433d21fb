package io.zentinelproxy.core.proxyheader;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Version 2 of the header (proxy-protocol.txt section 2.2): a signature, command, family and length, addresses, and then records that
 * tell more (TLV), of which only the checksum is looked at.
 */
final class BinaryHeader {
    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};

    /** Octets before the addresses: signature, version and command, family and protocol, length. */
    private static final int FIXED = 16;

    /** What may follow them: a TCP segment that every network passes on whole has room for no more (section 2). */
    private static final int MAX_REST = 536;

    /** Of a whole header. */
    static final int MAX_OCTETS = FIXED + MAX_REST;

    private static final int VERSION = 2;
    private static final int LOCAL = 0;
    private static final int PROXY = 1;

    /** Families: the upper half of the octet. */
    private static final int UNSPECIFIED = 0;

    private static final int INET = 1;
    private static final int INET6 = 2;
    private static final int UNIX = 3;

    private static final int STREAM = 1;
    private static final int DATAGRAM = 2;

    private static final int IPV4_OCTETS = 4;
    private static final int IPV6_OCTETS = 16;
    private static final int UNIX_OCTETS = 108;

    private BinaryHeader() {}

    /** Whether what has come is the beginning of one, or all of it. */
    static boolean mayBegin(ByteBuffer seen) {
        return Octets.agree(seen, SIGNATURE);
    }

    /**
     * Parses a header whose signature fits as far as it has come.
     *
     * @param seen what has come; afterwards its position is the end of the header
     * @return null where more must come
     */
    static @Nullable ProxyHeader parse(ByteBuffer seen) throws BadProxyHeader {
        int came = seen.remaining();
        if (came > SIGNATURE.length) {
            command(seen);
        }
        if (came < FIXED) {
            return null;
        }
        int rest = seen.getShort(FIXED - Short.BYTES) & 0xffff;
        if (rest > MAX_REST) {
            throw BadProxyHeader.of("it is longer than " + MAX_OCTETS + " octets");
        }
        if (came < FIXED + rest) {
            return null;
        }
        ByteBuffer header = seen.slice(0, FIXED + rest);
        seen.position(FIXED + rest);
        // What a balancer says for itself has no addresses, whatever stands in their place (section 2.2).
        return command(header) == LOCAL ? ProxyHeader.NOTHING_TOLD : addresses(header);
    }

    private static int command(ByteBuffer header) throws BadProxyHeader {
        int octet = header.get(SIGNATURE.length) & 0xff;
        int command = octet & 0xf;
        if (octet >> 4 != VERSION || command != LOCAL && command != PROXY) {
            throw BadProxyHeader.of("its version or command is unknown");
        }
        return command;
    }

    private static ProxyHeader addresses(ByteBuffer header) throws BadProxyHeader {
        int octet = header.get(SIGNATURE.length + 1) & 0xff;
        int family = octet >> 4;
        int protocol = octet & 0xf;
        if (family > UNIX || protocol > DATAGRAM) {
            throw BadProxyHeader.of("its family or protocol of addresses is unknown");
        }
        if (family == UNSPECIFIED || protocol == UNSPECIFIED) {
            return ProxyHeader.NOTHING_TOLD;
        }
        int length = family == INET ? IPV4_OCTETS : family == INET6 ? IPV6_OCTETS : UNIX_OCTETS;
        int ports = family == UNIX ? 0 : 2 * Short.BYTES;
        if (header.capacity() < FIXED + 2 * length + ports) {
            throw BadProxyHeader.of("it is too short for its addresses");
        }
        Records.check(header, FIXED + 2 * length + ports);
        return family == UNIX || protocol != STREAM ? ProxyHeader.NOTHING_TOLD : told(header.position(FIXED), length);
    }

    private static ProxyHeader told(ByteBuffer at, int length) throws BadProxyHeader {
        InetAddress client = Octets.address(at, length);
        InetAddress local = Octets.address(at, length);
        return Octets.told(client, at.getShort() & 0xffff, local, at.getShort() & 0xffff);
    }
}
