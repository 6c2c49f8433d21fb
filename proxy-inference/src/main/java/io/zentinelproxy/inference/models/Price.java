package io.zentinelproxy.inference.models;

import io.zentinelproxy.inference.model.Usage;
import java.math.BigInteger;

/**
 * What a model's tokens cost, each in micro-units of the currency for a million of them: 2.50 dollars a million are 2,500,000.
 *
 * @param input read anew
 * @param output written, reasoning included
 * @param cachedInput read from the provider's cache
 * @param cacheWrite read and written to it
 */
public record Price(long input, long output, long cachedInput, long cacheWrite) {
    /** A million of the currency for a million tokens; more is a slip of the pen. */
    static final long MAX = 1_000_000_000_000L;

    private static final long MILLION = 1_000_000;

    public Price {
        require(input);
        require(output);
        require(cachedInput);
        require(cacheWrite);
    }

    private static void require(long price) {
        if (price < 0 || price > MAX) {
            throw new IllegalArgumentException(price + " is out of range");
        }
    }

    /**
     * Micro-units for a usage: the exact sum of all its parts, rounded once, half up; {@link Long#MAX_VALUE} where it is more. Parts that say
     * more than the whole input leave nothing of it to be read anew; what is negative is taken for nothing.
     */
    public long cost(Usage usage) {
        long cached = Math.max(0, usage.cached());
        long written = Math.max(0, usage.cacheWrite());
        long fresh = Math.max(0, Math.max(0, usage.input()) - saturated(cached, written));
        long out = Math.max(0, usage.output());
        try {
            long sum = Math.addExact(
                    Math.addExact(Math.multiplyExact(fresh, input), Math.multiplyExact(cached, cachedInput)),
                    Math.addExact(Math.multiplyExact(written, cacheWrite), Math.multiplyExact(out, output)));
            return sum / MILLION + (sum % MILLION >= MILLION / 2 ? 1 : 0);
        } catch (ArithmeticException large) {
            return exactly(fresh, cached, written, out);
        }
    }

    private static long saturated(long a, long b) {
        long sum = a + b;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    private long exactly(long fresh, long cached, long written, long out) {
        BigInteger sum = product(fresh, input)
                .add(product(cached, cachedInput))
                .add(product(written, cacheWrite))
                .add(product(out, output));
        BigInteger rounded = sum.add(BigInteger.valueOf(MILLION / 2)).divide(BigInteger.valueOf(MILLION));
        return rounded.bitLength() < Long.SIZE ? rounded.longValue() : Long.MAX_VALUE;
    }

    private static BigInteger product(long tokens, long price) {
        return BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(price));
    }
}
