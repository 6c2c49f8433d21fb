package io.zentinelproxy.inference.dialect;

/** The first octets of a file in base64 (RFC 4648, either alphabet) in a JSON string. Behind its end or its cap all is 0. */
final class Base64Header {
    /** Room for the metadata and the colour profile that a photograph's size stands behind. */
    private static final int MAX_OCTETS = 256 << 10;

    private final byte[] octets;
    private final int to;
    private int at;
    private int bits;
    private int bitCount;
    private int decoded;

    Base64Header(byte[] octets, int from, int to) {
        this.octets = octets;
        this.at = from;
        this.to = to;
    }

    void skip(int count) {
        for (int i = 0; i < count && at < to; i++) {
            next();
        }
    }

    int big(int count) {
        int number = 0;
        for (int i = 0; i < count; i++) {
            number = number << 8 | next();
        }
        return number;
    }

    int little(int count) {
        int number = 0;
        for (int i = 0; i < count; i++) {
            number |= next() << 8 * i;
        }
        return number;
    }

    private int next() {
        if (decoded++ >= MAX_OCTETS) {
            at = to;
        }
        while (bitCount < 8) {
            int six = six();
            if (six < 0) {
                return 0;
            }
            bits = bits << 6 | six;
            bitCount += 6;
        }
        bitCount -= 8;
        return bits >>> bitCount & 0xff;
    }

    /** What is no base64 ends it, but for the backslash of {@code \/}, as PHP writes it. */
    private int six() {
        while (at < to && octets[at] == '\\') {
            at++;
        }
        int six = at < to ? value(octets[at]) : -1;
        at = six < 0 ? to : at + 1;
        return six;
    }

    private static int value(byte letter) {
        if (letter >= 'A' && letter <= 'Z') {
            return letter - 'A';
        }
        if (letter >= 'a' && letter <= 'z') {
            return letter - 'a' + 26;
        }
        if (letter >= '0' && letter <= '9') {
            return letter - '0' + 52;
        }
        return switch (letter) {
            case '+', '-' -> 62;
            case '/', '_' -> 63;
            default -> -1;
        };
    }
}
