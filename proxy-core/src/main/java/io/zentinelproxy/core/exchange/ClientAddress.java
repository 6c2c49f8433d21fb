package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.bytes.Ascii;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * An address with its text made once: the log, forwarding fields and filters need it on every request.
 *
 * @param octets the text of the address without brackets or port, as US-ASCII
 * @param node the same as the field Forwarded writes it: IPv6 in brackets and quotes (RFC 7239 section 6)
 * @param raw the address itself: 4 octets for IPv4, also where it came as IPv4-mapped IPv6, else 16
 */
public record ClientAddress(InetAddress address, int port, byte[] octets, byte[] node, byte[] raw) {

    /** Multicast is nobody's source (RFC 4291 section 2.7), so no network has these 64 bits with an IPv4 address in their lower half. */
    private static final long IPV4 = 0xFFFF_FFFF_0000_0000L;

    /** Who counts as one client, as a number: an IPv4 address, or the IPv6 network of 64 bits that a subscriber gets (RFC 6177). */
    public static long network(InetAddress client) {
        byte[] octets = client.getAddress();
        ByteBuffer address = ByteBuffer.wrap(octets);
        return octets.length == 4 ? IPV4 | address.getInt() & 0xFFFF_FFFFL : address.getLong();
    }

    public static ClientAddress of(InetAddress address, int port) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        byte[] octets = Ascii.octets(plain);
        return new ClientAddress(
                address,
                port,
                octets,
                plain.indexOf(':') < 0 ? octets : Ascii.octets("\"[" + plain + "]\""),
                address.getAddress());
    }

    /**
     * It as {@code host:port}, IPv6 in brackets. Made anew.
     *
     * @param defaultPort that of the scheme, which goes without saying (RFC 9110 section 4.2.1)
     */
    public byte[] authority(int defaultPort) {
        String text = Ascii.text(octets, 0, octets.length);
        String host = raw.length == 4 ? text : "[" + text + "]";
        return Ascii.octets(port == defaultPort ? host : host + ":" + port);
    }
}
