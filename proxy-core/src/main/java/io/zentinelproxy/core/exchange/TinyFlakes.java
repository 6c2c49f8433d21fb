package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.bytes.Ascii;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The original's TinyFlake: 11 characters of Base58, of which 3 are the second modulo 58^3 (it comes round after 54 hours) and 8
 * tell the requests of that second apart.
 *
 * <p>The original draws those 8 at random, so that at 100,000 requests a second two of them share an id every seven hours. Here
 * they are a count sent through a keyed permutation of the 58^8 numbers: one process never repeats an id before 1.28e14 requests,
 * and to any other process they look random. Two processes that make a and b ids in the same second collide with odds of
 * a * b / 1.28e14: two of 10,000 requests a second each, once in 15 days.
 */
final class TinyFlakes implements RequestIds {
    private static final byte[] BASE58 = Ascii.octets("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz");
    private static final int TIME_LENGTH = 3;
    private static final int TIMES = 58 * 58 * 58;
    private static final int HALF_LENGTH = 4;
    private static final int HALVES = 58 * 58 * 58 * 58;
    static final int LENGTH = TIME_LENGTH + 2 * HALF_LENGTH;

    private final LongSupplier wallMillis;
    private final AtomicLong made = new AtomicLong();
    private final long[] keys = RandomKeys.of(3);

    TinyFlakes() {
        this(System::currentTimeMillis);
    }

    TinyFlakes(LongSupplier wallMillis) {
        this.wallMillis = wallMillis;
    }

    @Override
    public int write(byte[] into) {
        long second = Math.floorDiv(wallMillis.getAsLong(), 1000L);
        put(into, 0, TIME_LENGTH, Math.floorMod(second, TIMES));
        putPermuted(into, made.getAndIncrement());
        return LENGTH;
    }

    /** A Feistel network of three rounds over two numbers below 58^4: each round adds to one a function of the other, and so can be undone. */
    private void putPermuted(byte[] into, long number) {
        int left = (int) (number / HALVES % HALVES);
        int right = (int) (number % HALVES);
        left = (left + round(right, keys[0])) % HALVES;
        right = (right + round(left, keys[1])) % HALVES;
        left = (left + round(right, keys[2])) % HALVES;
        put(into, TIME_LENGTH, HALF_LENGTH, left);
        put(into, TIME_LENGTH + HALF_LENGTH, HALF_LENGTH, right);
    }

    private static int round(int half, long key) {
        return (int) ((RequestIds.mixed(half + key) >>> 1) % HALVES);
    }

    private static void put(byte[] into, int start, int length, int number) {
        int rest = number;
        for (int i = start + length - 1; i >= start; i--) {
            into[i] = BASE58[rest % 58];
            rest /= 58;
        }
    }
}
