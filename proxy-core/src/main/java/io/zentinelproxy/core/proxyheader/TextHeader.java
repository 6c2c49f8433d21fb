package io.zentinelproxy.core.proxyheader;

import io.zentinelproxy.core.bytes.Ascii;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Version 1 of the header (proxy-protocol.txt section 2.1): one line of words, each one space apart. */
final class TextHeader {
    private static final byte[] BEGINNING = Ascii.octets("PROXY ");
    private static final String UNKNOWN = "UNKNOWN";
    private static final String TCP4 = "TCP4";
    private static final String TCP6 = "TCP6";

    /** Of the whole line, its end included: the longest there can be (section 2.1). */
    private static final int MAX_OCTETS = 107;

    /** Of {@code TCP4} and {@code TCP6}: that word, two addresses, two ports. */
    private static final int WORDS = 5;

    private static final int MAX_PORT = 65_535;
    private static final int MAX_PORT_DIGITS = 5;
    private static final int IPV4_DOTS = 3;

    private TextHeader() {}

    /** Whether what has come is the beginning of one, or all of it. */
    static boolean mayBegin(ByteBuffer seen) {
        return Octets.agree(seen, BEGINNING);
    }

    /**
     * Parses a header whose first word fits as far as it has come.
     *
     * @param seen what has come; afterwards its position is the end of the header
     * @return null where more must come
     */
    static @Nullable ProxyHeader parse(ByteBuffer seen) throws BadProxyHeader {
        int most = Math.min(seen.remaining(), MAX_OCTETS);
        int end = 0;
        while (end < most && seen.get(end) != '\n') {
            end++;
        }
        if (end == MAX_OCTETS) {
            throw BadProxyHeader.of("it is longer than " + MAX_OCTETS + " octets");
        }
        if (end == most) {
            return null;
        }
        byte[] line = new byte[end];
        seen.get(line).get();
        if (line[end - 1] != '\r') {
            throw BadProxyHeader.of("its line does not end with CR LF");
        }
        return parse(Ascii.text(line, BEGINNING.length, end - 1).split(" ", -1));
    }

    private static ProxyHeader parse(String[] words) throws BadProxyHeader {
        if (words[0].equals(UNKNOWN)) {
            // Whatever follows is to be ignored (section 2.1).
            return ProxyHeader.NOTHING_TOLD;
        }
        boolean ipv6 = words[0].equals(TCP6);
        if (words.length != WORDS || !ipv6 && !words[0].equals(TCP4)) {
            throw BadProxyHeader.of("its line is none of version 1");
        }
        return Octets.told(address(words[1], ipv6), port(words[3]), address(words[2], ipv6), port(words[4]));
    }

    private static InetAddress address(String word, boolean ipv6) throws BadProxyHeader {
        int dots = 0;
        int colons = 0;
        for (int at = 0; at < word.length(); at++) {
            char octet = word.charAt(at);
            boolean fits = octet == '.' || (ipv6 ? octet == ':' || Ascii.hexDigit((byte) octet) >= 0 : isDigit(octet));
            if (!fits) {
                throw noAddress();
            }
            dots += octet == '.' ? 1 : 0;
            colons += octet == ':' ? 1 : 0;
        }
        // Java takes 127.1 and 2130706433 for addresses as well.
        if (ipv6 ? colons == 0 : dots != IPV4_DOTS) {
            throw noAddress();
        }
        try {
            return InetAddress.ofLiteral(word);
        } catch (IllegalArgumentException e) {
            throw noAddress();
        }
    }

    private static boolean isDigit(char octet) {
        return Ascii.isDigit((byte) octet);
    }

    private static BadProxyHeader noAddress() {
        return BadProxyHeader.of("a word in it is no address");
    }

    private static int port(String word) throws BadProxyHeader {
        boolean wellFormed = !word.isEmpty() && word.length() <= MAX_PORT_DIGITS;
        int port = 0;
        for (int at = 0; wellFormed && at < word.length(); at++) {
            wellFormed = isDigit(word.charAt(at));
            port = port * 10 + word.charAt(at) - '0';
        }
        if (!wellFormed || port > MAX_PORT || word.length() > 1 && word.charAt(0) == '0') {
            throw BadProxyHeader.of("a word in it is no port");
        }
        return port;
    }
}
