package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.bytes.Ascii;
import java.util.concurrent.atomic.AtomicLong;

/**
 * UUIDs of version 4 (RFC 9562 section 5.4). Their 122 bits are a count, mixed twice under two secret keys of 64 bits each: the
 * same UUID from two processes, or twice from one, needs odds of about 2^-122 for each pair of ids. They are not unguessable, which
 * the RFC asks for only where an id is used as a secret.
 */
final class RandomUuids implements RequestIds {
    static final int LENGTH = 36;
    private static final long VERSION_MASK = 0xf000L;
    private static final long VERSION_4 = 0x4000L;
    private static final long VARIANT_MASK = 0xc000_0000_0000_0000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private final AtomicLong made = new AtomicLong();
    private final long highKey;
    private final long lowKey;

    RandomUuids() {
        long[] keys = RandomKeys.of(2);
        highKey = keys[0];
        lowKey = keys[1];
    }

    @Override
    public int write(byte[] into) {
        long number = made.getAndIncrement();
        long high = RequestIds.mixed(number + highKey) & ~VERSION_MASK | VERSION_4;
        long low = RequestIds.mixed(number + lowKey) & ~VARIANT_MASK | VARIANT;
        put(into, 0, high >>> 32, 8);
        into[8] = '-';
        put(into, 9, high >>> 16, 4);
        into[13] = '-';
        put(into, 14, high, 4);
        into[18] = '-';
        put(into, 19, low >>> 48, 4);
        into[23] = '-';
        put(into, 24, low, 12);
        return LENGTH;
    }

    private static void put(byte[] into, int start, long bits, int digits) {
        long rest = bits;
        for (int i = start + digits - 1; i >= start; i--) {
            into[i] = Ascii.hex((int) (rest & 0xf));
            rest >>>= 4;
        }
    }
}
