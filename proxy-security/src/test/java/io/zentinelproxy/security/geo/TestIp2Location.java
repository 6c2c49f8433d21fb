package io.zentinelproxy.security.geo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes small databases of IP2Location's binary format: two columns, address and country. */
public final class TestIp2Location {
    private static final int HEADER = 64;

    private final List<byte[]> ipv4 = new ArrayList<>();
    private final List<byte[]> ipv6 = new ArrayList<>();
    private final List<String> countries4 = new ArrayList<>();
    private final List<String> countries6 = new ArrayList<>();

    /** @param address in the order of its octets on the wire: from here on this is the country, {@code -} for none */
    public TestIp2Location from(byte[] address, String country) {
        (address.length == 4 ? ipv4 : ipv6).add(address);
        (address.length == 4 ? countries4 : countries6).add(country);
        return this;
    }

    public byte[] octets() {
        int texts = HEADER + ipv4.size() * 8 + ipv6.size() * 20;
        ByteBuffer out =
                ByteBuffer.allocate(texts + 8 * (ipv4.size() + ipv6.size())).order(ByteOrder.LITTLE_ENDIAN);
        out.put(new byte[] {1, 2, 26, 11, 1});
        out.putInt(ipv4.size()).putInt(HEADER + 1).putInt(ipv6.size()).putInt(HEADER + ipv4.size() * 8 + 1);
        out.put(29, (byte) 1);
        out.position(HEADER);
        int text = rows(out, ipv4, texts);
        rows(out, ipv6, text);
        countries4.forEach(country -> text(out, country));
        countries6.forEach(country -> text(out, country));
        return out.array();
    }

    private static int rows(ByteBuffer out, List<byte[]> addresses, int texts) {
        int text = texts;
        for (byte[] address : addresses) {
            for (int at = address.length - 1; at >= 0; at--) {
                out.put(address[at]);
            }
            out.putInt(text);
            text += 8;
        }
        return text;
    }

    /** Its length, the code, and where the long name would stand. */
    private static void text(ByteBuffer out, String country) {
        int start = out.position();
        out.put((byte) country.length()).put(country.getBytes(StandardCharsets.US_ASCII));
        out.position(start + 8);
    }

    public void write(Path file) throws IOException {
        Files.write(file, octets());
    }
}
