package io.zentinelproxy.core.uri;

import io.zentinelproxy.core.bytes.Ascii;

/**
 * {@code uri-host [":" port]} (RFC 9110 section 7.2) in its one form: no user information, path or list; lower case, without the dot that closes
 * a name, without the scheme's own port (RFC 9110 section 4.2.3), an address of IPv6 as RFC 5952 writes it. One that is in its form already is
 * only looked at. Belongs to one head, and to its thread.
 */
public final class CanonicalAuthority {
    public static final int HTTP_PORT = 80;
    public static final int HTTPS_PORT = 443;

    private static final int MAX_PORT = 65_535;

    /** Octets of the longest address of IPv6 with brackets and port. */
    private static final int MAX_LITERAL = 64;

    private static final byte[] NOTHING = new byte[0];

    private byte[] octets = NOTHING;
    private int start;
    private int hostEnd;
    private int end;
    private byte[] room = NOTHING;
    private final Ipv6Literal literal = new Ipv6Literal();

    /** Nobody was asked for, as HTTP/1.0 allows. */
    public void none() {
        follow(NOTHING, 0, 0, 0);
    }

    public byte[] octets() {
        return octets;
    }

    public int start() {
        return start;
    }

    /** The host ends here: at the colon of the port, or at the end. */
    public int hostEnd() {
        return hostEnd;
    }

    public int end() {
        return end;
    }

    /** The octets it may have been read from were copied, each to its place. */
    public void moved(byte[] from, byte[] to) {
        octets = octets == from ? to : octets;
    }

    private void follow(byte[] of, int start, int hostEnd, int end) {
        octets = of;
        this.start = start;
        this.hostEnd = hostEnd;
        this.end = end;
    }

    /**
     * @param defaultPort of the scheme
     * @throws UriRefusal where it is no authority, or one with a zone, user information, or what no name holds
     */
    public void read(byte[] from, int start, int end, int defaultPort) throws UriRefusal {
        refuse(start == end, "it is empty");
        boolean isLiteral = from[start] == '[';
        int stop = isLiteral ? literalEnd(from, start, end) : nameEnd(from, start, end);
        int port = stop == end ? defaultPort : port(from, stop, end);
        int portLength = port == defaultPort ? 0 : 1 + decimalLength(port);
        boolean same = end - stop == portLength;
        same &= isLiteral ? isSameLiteral(from, start, stop) : isSameName(from, start, stop);
        if (same) {
            follow(from, start, stop, end);
            return;
        }
        int written = isLiteral ? putLiteral(stop - start) : putName(from, start, stop);
        follow(room, 0, written, portLength == 0 ? written : putPort(written, port));
    }

    /** Where the name ends. Each label holds something, so that what is left without the last dot is a name. */
    private static int nameEnd(byte[] from, int start, int end) throws UriRefusal {
        int at = start;
        while (at < end && from[at] != ':') {
            byte octet = from[at];
            // A percent sign or a sub-delimiter is legal in a reg-name and means something in no DNS name.
            refuse(!isOfName(octet), "it holds what no name may hold");
            refuse(octet == '.' && (at == start || from[at - 1] == '.'), "a label is empty");
            at++;
        }
        refuse(at == start, "it is empty");
        return at;
    }

    private static boolean isOfName(byte octet) {
        byte lower = Ascii.lower(octet);
        return lower >= 'a' && lower <= 'z' || Ascii.isDigit(octet) || octet == '-' || octet == '.' || octet == '_';
    }

    private static boolean isSameName(byte[] from, int start, int end) {
        for (int at = start; at < end; at++) {
            if (from[at] != Ascii.lower(from[at])) {
                return false;
            }
        }
        return from[end - 1] != '.';
    }

    private int putName(byte[] from, int start, int end) {
        reserve(end - start);
        int length = from[end - 1] == '.' ? end - start - 1 : end - start;
        for (int i = 0; i < length; i++) {
            room[i] = Ascii.lower(from[start + i]);
        }
        return length;
    }

    private int literalEnd(byte[] from, int start, int end) throws UriRefusal {
        int close = start + 1;
        while (close < end && from[close] != ']') {
            close++;
        }
        refuse(close == end || !literal.read(from, start + 1, close), "the brackets hold no address of IPv6");
        return close + 1;
    }

    private boolean isSameLiteral(byte[] from, int start, int end) {
        int length = putLiteral(end - start);
        return java.util.Arrays.equals(room, 0, length, from, start, end);
    }

    private int putLiteral(int lengthAsSent) {
        reserve(lengthAsSent);
        room[0] = '[';
        int close = literal.put(room, 1);
        room[close] = ']';
        return close + 1;
    }

    private void reserve(int octets) {
        if (room.length < octets + MAX_LITERAL) {
            room = new byte[octets + MAX_LITERAL];
        }
    }

    private static int port(byte[] from, int colon, int end) throws UriRefusal {
        refuse(from[colon] != ':' || end - colon < 2 || end - colon > 6, "its port is no number up to 65535");
        int port = 0;
        for (int at = colon + 1; at < end; at++) {
            refuse(!Ascii.isDigit(from[at]), "its port is no number up to 65535");
            port = port * 10 + from[at] - '0';
        }
        refuse(port > MAX_PORT, "its port is no number up to 65535");
        return port;
    }

    private static int decimalLength(int port) {
        return port < 10 ? 1 : port < 100 ? 2 : port < 1000 ? 3 : port < 10_000 ? 4 : 5;
    }

    private int putPort(int position, int port) {
        room[position] = ':';
        return Ascii.putDecimal(room, position + 1, port);
    }

    /** The form of a host given as text, without a port. */
    public static String host(String text) throws UriRefusal {
        byte[] octets = Ascii.octets(text);
        CanonicalAuthority authority = new CanonicalAuthority();
        authority.read(octets, 0, octets.length, HTTP_PORT);
        refuse(text.indexOf(':', text.indexOf(']') + 1) >= 0, "a port does not belong here");
        return Ascii.text(authority.octets, authority.start, authority.end);
    }

    private static void refuse(boolean bad, String reason) throws UriRefusal {
        if (bad) {
            throw new UriRefusal(reason);
        }
    }
}
