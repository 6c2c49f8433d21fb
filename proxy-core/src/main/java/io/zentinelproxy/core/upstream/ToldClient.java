package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.UpstreamSettings.ProxyProtocol;
import io.zentinelproxy.core.exchange.Exchange;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * The client that a connection to an origin has told of in its PROXY header (haproxy's proxy-protocol.txt, versions 1 and 2). An
 * origin believes it of every request on the connection, so that requests of another client never go on it.
 *
 * @param source the client, the real one where trusted proxies are in between
 * @param sourcePort the port of the client's connection, or of the nearest proxy's where there is one
 * @param destination where that connection arrived
 */
record ToldClient(InetAddress source, int sourcePort, InetAddress destination, int destinationPort) {
    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};

    /** Version 2, command LOCAL: the proxy itself connects, for nobody. */
    private static final byte VERSION_AND_LOCAL = 0x20;

    /** Version 2, command PROXY. */
    private static final byte VERSION_AND_COMMAND = 0x21;

    private static final byte TCP_OVER_IPV4 = 0x11;
    private static final byte TCP_OVER_IPV6 = 0x21;

    /** Of a version 2 header, those before the addresses. */
    private static final int FIXED_OCTETS = 16;

    private static final int IPV4_OCTETS = 4;
    private static final int IPV6_OCTETS = 16;

    static ToldClient of(Exchange facts) {
        return new ToldClient(
                facts.client().address(),
                facts.peer().port(),
                facts.local().address(),
                facts.local().port());
    }

    /** The octets that begin a connection which is for no client, such as that of a health check. */
    static byte[] nobody(ProxyProtocol version) {
        return switch (version) {
            case V1 -> Ascii.octets("PROXY UNKNOWN\r\n");
            case V2 ->
                ByteBuffer.allocate(FIXED_OCTETS)
                        .put(SIGNATURE)
                        .put(VERSION_AND_LOCAL)
                        .array();
            case OFF -> throw new IllegalStateException("nothing is told of clients");
        };
    }

    /** The octets that begin a connection. */
    byte[] header(ProxyProtocol version) {
        return switch (version) {
            case V1 -> v1();
            case V2 -> v2();
            case OFF -> throw new IllegalStateException("nothing is told of the client");
        };
    }

    /** Where one end has IPv4 and the other IPv6, through a proxy in between, the former is told as a mapped one (RFC 4291). */
    private boolean isIpv4() {
        return source instanceof Inet4Address && destination instanceof Inet4Address;
    }

    /** At most 104 octets, where 107 are allowed. */
    private byte[] v1() {
        String family = isIpv4() ? "TCP4 " : "TCP6 ";
        return Ascii.octets("PROXY " + family + text(source) + " " + text(destination) + " " + sourcePort + " "
                + destinationPort + "\r\n");
    }

    private String text(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String plain = zone < 0 ? text : text.substring(0, zone);
        return address instanceof Inet4Address && !isIpv4() ? "::ffff:" + plain : plain;
    }

    private byte[] v2() {
        int addresses = 2 * (isIpv4() ? IPV4_OCTETS : IPV6_OCTETS) + 2 * Short.BYTES;
        ByteBuffer header = ByteBuffer.allocate(FIXED_OCTETS + addresses);
        header.put(SIGNATURE)
                .put(VERSION_AND_COMMAND)
                .put(isIpv4() ? TCP_OVER_IPV4 : TCP_OVER_IPV6)
                .putShort((short) addresses);
        put(source, header);
        put(destination, header);
        return header.putShort((short) sourcePort)
                .putShort((short) destinationPort)
                .array();
    }

    private void put(InetAddress address, ByteBuffer header) {
        if (address instanceof Inet4Address && !isIpv4()) {
            header.putLong(0).putShort((short) 0).putShort((short) 0xffff);
        }
        header.put(address.getAddress());
    }
}
