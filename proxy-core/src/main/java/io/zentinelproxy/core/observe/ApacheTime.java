package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;

/** A time as Apache's logs write it, in UTC: {@code 24/Nov/2026:10:00:00 +0000}. Guarded by the lock of its stripe. */
final class ApacheTime {
    private static final byte[] MONTHS = Ascii.octets("JanFebMarAprMayJunJulAugSepOctNovDec");

    private final UtcSecond second = new UtcSecond();
    private final byte[] text = Ascii.octets("00/Jan/0000:00:00:00 +0000");

    /** Writes a time given in milliseconds since 1970 and returns the position after it. */
    int put(byte[] into, int at, long epochMillis) {
        if (second.moveTo(Math.floorDiv(epochMillis, 1000L))) {
            format();
        }
        System.arraycopy(text, 0, into, at, text.length);
        return at + text.length;
    }

    private void format() {
        UtcSecond.putTwo(text, 0, second.day());
        System.arraycopy(MONTHS, (second.month() - 1) * 3, text, 3, 3);
        UtcSecond.putFour(text, 7, second.year());
        UtcSecond.putTwo(text, 12, second.hour());
        UtcSecond.putTwo(text, 15, second.minute());
        UtcSecond.putTwo(text, 18, second.second());
    }
}
