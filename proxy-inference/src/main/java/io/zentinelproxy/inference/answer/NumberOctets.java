package io.zentinelproxy.inference.answer;

/** The octets of a JSON number as they come, in pieces of any size: its whole part, where it tells a count. */
final class NumberOctets {
    /** Digits of a number that tells tokens. */
    private static final int MAX_DIGITS = 18;

    private long value;
    private int digits;
    private boolean fraction;

    /** Whether it is none that tokens are told by: negative, with an exponent, or with more digits. */
    private boolean odd;

    void begin() {
        value = 0;
        digits = 0;
        fraction = false;
        odd = false;
    }

    /** Adds octets. @return where the number has ended, or {@code to} where it may go on */
    int add(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            byte octet = octets[i];
            if (octet >= '0' && octet <= '9') {
                digit(octet);
            } else if (octet == '.') {
                fraction = true;
            } else if (octet == '-' || octet == 'e' || octet == 'E' || octet == '+') {
                // Nobody tells tokens like this: it is taken as not told.
                odd = true;
            } else {
                return i;
            }
        }
        return to;
    }

    private void digit(byte octet) {
        if (fraction) {
            return;
        }
        if (digits < MAX_DIGITS) {
            value = 10 * value + octet - '0';
            digits++;
        } else {
            odd = true;
        }
    }

    /** Whether {@link #value} is what it says, but for a fraction. */
    boolean isCount() {
        return !odd;
    }

    long value() {
        return value;
    }
}
