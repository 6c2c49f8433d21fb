package io.zentinelproxy.core.wire;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Headers of the PROXY protocol as balancers send them, and as they should not. */
final class BalancerHeader {
    static final int LOCAL = 0x20;
    static final int PROXY = 0x21;
    static final int UNSPECIFIED = 0x00;
    static final int TCP4 = 0x11;
    static final int TCP6 = 0x21;
    static final int UNIX = 0x31;

    private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");
    private static final int CHECKSUM = 3;

    private BalancerHeader() {}

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Version 1 of a client that connected to port 443 of 192.0.2.1 or 2001:db8::1. */
    static byte[] v1(String client) {
        boolean ipv6 = client.indexOf(':') >= 0;
        return octets((ipv6 ? "PROXY TCP6 " : "PROXY TCP4 ") + client + (ipv6 ? " 2001:db8::1" : " 192.0.2.1")
                + " 40000 443\r\n");
    }

    /** Version 2 of the same. */
    static byte[] v2(String client, byte[]... records) {
        return v2(PROXY, client.indexOf(':') >= 0 ? TCP6 : TCP4, join(addresses(client), join(records)));
    }

    static byte[] v2(int command, int family, byte[] rest) {
        byte[] fixed = {(byte) command, (byte) family, (byte) (rest.length >> 8), (byte) rest.length};
        return join(SIGNATURE, fixed, rest);
    }

    static byte[] addresses(String client) {
        String local = client.indexOf(':') >= 0 ? "2001:db8::1" : "192.0.2.1";
        byte[] ports = ByteBuffer.allocate(4)
                .putShort((short) 40_000)
                .putShort((short) 443)
                .array();
        return join(raw(client), raw(local), ports);
    }

    /** Of an IPv4-mapped address too: what is written with colons has sixteen octets. */
    private static byte[] raw(String address) {
        try {
            byte[] raw = InetAddress.getByName(address).getAddress();
            boolean mapped = raw.length == 4 && address.indexOf(':') >= 0;
            return mapped ? join(new byte[10], new byte[] {-1, -1}, raw) : raw;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static byte[] record(int type, byte... value) {
        return join(new byte[] {(byte) type, (byte) (value.length >> 8), (byte) value.length}, value);
    }

    /** Version 2 with the checksum of itself as its last record; a wrong one with some bits turned. */
    static byte[] v2WithChecksum(String client, int turned) {
        byte[] header = v2(client, record(4, new byte[3]), record(CHECKSUM, new byte[4]));
        CRC32C sum = new CRC32C();
        sum.update(header);
        ByteBuffer.wrap(header).putInt(header.length - 4, (int) sum.getValue() ^ turned);
        return header;
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
