package io.zentinelproxy.security.redis;

import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.Rate;
import java.nio.charset.StandardCharsets;

/**
 * What of a limiter stands in every question about it, as it is sent.
 *
 * @param keyStart of the keys of its clients: prefix, id, and the brace before the client's
 * @param enforced {@code 1} or {@code 0}
 */
record Words(byte[] keyStart, byte[] permits, byte[] periodMicros, byte[] burst, byte[] enforced) {
    private static final int SMALL = 16;
    private static final byte[][] SMALL_NUMBERS = new byte[SMALL][];

    static {
        for (int i = 0; i < SMALL; i++) {
            SMALL_NUMBERS[i] = octets(Integer.toString(i));
        }
    }

    static Words of(byte[] prefix, Limiter limiter) {
        byte[] id = octets(limiter.id() + ":{");
        byte[] start = new byte[prefix.length + id.length];
        System.arraycopy(prefix, 0, start, 0, prefix.length);
        System.arraycopy(id, 0, start, prefix.length, id.length);
        Rate rate = limiter.rate();
        return new Words(
                start,
                number(rate.permits()),
                number(rate.period().toNanos() / 1000),
                number(rate.burst()),
                number(limiter.enforced() ? 1 : 0));
    }

    /** In decimal; those that nearly all costs are, are there already. */
    static byte[] number(long value) {
        return value >= 0 && value < SMALL ? SMALL_NUMBERS[(int) value] : octets(Long.toString(value));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The client's key in braces: what stands there decides on the slot in a cluster. */
    byte[] key(byte[] client, int length) {
        byte[] key = new byte[keyStart.length + length + 1];
        System.arraycopy(keyStart, 0, key, 0, keyStart.length);
        System.arraycopy(client, 0, key, keyStart.length, length);
        key[key.length - 1] = '}';
        return key;
    }
}
