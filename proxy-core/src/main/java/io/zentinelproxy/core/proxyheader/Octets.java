package io.zentinelproxy.core.proxyheader;

import io.zentinelproxy.core.exchange.ClientAddress;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** What both versions of the header have in common. */
final class Octets {
    private Octets() {}

    /** Whether what has come agrees with a beginning, as far as it has come. */
    static boolean agree(ByteBuffer seen, byte[] beginning) {
        int length = Math.min(seen.remaining(), beginning.length);
        for (int at = 0; at < length; at++) {
            if (seen.get(at) != beginning[at]) {
                return false;
            }
        }
        return true;
    }

    /** The next octets as an address of this many: a mapped IPv6 one is the IPv4 one that it maps. */
    static InetAddress address(ByteBuffer at, int length) {
        byte[] octets = new byte[length];
        at.get(octets);
        try {
            return InetAddress.getByAddress(octets);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** What is told, unless it cannot be. */
    static ProxyHeader told(InetAddress client, int clientPort, InetAddress local, int localPort)
            throws BadProxyHeader {
        if (client.isMulticastAddress()) {
            // Nobody's source (RFC 4291 section 2.7); counts of clients rely on it.
            throw BadProxyHeader.of("a group cannot be a client");
        }
        return new ProxyHeader(ClientAddress.of(client, clientPort), ClientAddress.of(local, localPort));
    }
}
