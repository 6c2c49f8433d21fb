package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;

/** Turns what happened into one line of a log. Has no state of its own: any thread, several at once. */
@FunctionalInterface
interface LineFormat<T> {
    /** No line is longer, in octets: the largest values all together stay below. */
    int LONGEST_LINE = 18 * 1024;

    /** Octets that one value may take as written, escapes included. What is cut off is counted in {@link #putCut}'s mark. */
    int LONGEST_VALUE = 2048;

    /** Octets that an id of the configuration may take as written. */
    int LONGEST_ID = 512;

    /** Writes the line with its line feed, at most {@link #LONGEST_LINE} octets, and returns the position after it. */
    int put(T what, LogClock clock, byte[] into, int at);

    static int put(byte[] into, int at, byte[] octets) {
        System.arraycopy(octets, 0, into, at, octets.length);
        return at + octets.length;
    }

    /** A number that cannot be negative but through a defect of ours, which must not garble the line. */
    static int putNumber(byte[] into, int at, long number) {
        return Ascii.putDecimal(into, at, Math.max(0, number));
    }

    /** Marks a value that was cut: {@code ...[+17]} says that 17 more octets were there. */
    static int putCut(byte[] into, int at, int octets) {
        into[at] = '.';
        into[at + 1] = '.';
        into[at + 2] = '.';
        into[at + 3] = '[';
        into[at + 4] = '+';
        int end = Ascii.putDecimal(into, at + 5, octets);
        into[end] = ']';
        return end + 1;
    }
}
