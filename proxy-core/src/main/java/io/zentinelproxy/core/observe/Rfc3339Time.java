package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;

/** A time as RFC 3339 writes it, in UTC with milliseconds: {@code 2026-11-24T10:00:00.123Z}. Guarded by the lock of its stripe. */
final class Rfc3339Time {
    private static final int MILLIS = 20;

    private final UtcSecond second = new UtcSecond();
    private final byte[] text = Ascii.octets("0000-00-00T00:00:00.000Z");

    /** Writes a time given in milliseconds since 1970 and returns the position after it. */
    int put(byte[] into, int at, long epochMillis) {
        if (second.moveTo(Math.floorDiv(epochMillis, 1000L))) {
            format();
        }
        int millis = Math.floorMod(epochMillis, 1000);
        text[MILLIS] = (byte) ('0' + millis / 100);
        UtcSecond.putTwo(text, MILLIS + 1, millis % 100);
        System.arraycopy(text, 0, into, at, text.length);
        return at + text.length;
    }

    private void format() {
        UtcSecond.putFour(text, 0, second.year());
        UtcSecond.putTwo(text, 5, second.month());
        UtcSecond.putTwo(text, 8, second.day());
        UtcSecond.putTwo(text, 11, second.hour());
        UtcSecond.putTwo(text, 14, second.minute());
        UtcSecond.putTwo(text, 17, second.second());
    }
}
