package io.zentinelproxy.security.quota;

import io.zentinelproxy.core.bytes.SipHash;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one limiter is asked for, and what it said. Mutable, so that an exchange asks with the same ones again and again. Belongs to one
 * thread, that of its exchange.
 */
public final class Charge implements SipHash.Result {
    /** Octets of a key; longer ones are hashed before. */
    public static final int MAX_KEY = 128;

    private final byte[] key = new byte[MAX_KEY];
    private int keyLength;
    private @Nullable Limiter limiter;
    private long cost;
    private boolean admitted;
    private long remaining;
    private long waitNanos;
    private long fullNanos;
    private long fingerprintHigh;
    private long fingerprintLow;

    /** The buffer of the key: visible ASCII or UTF-8, its first {@link #keyLength()} octets count. */
    public byte[] key() {
        return key;
    }

    public int keyLength() {
        return keyLength;
    }

    /**
     * Asks anew.
     *
     * @param length octets of the key, which stands in its buffer
     * @param wanted permits; with 0 it is only asked whether any is left, as where the cost is known afterwards
     */
    public void ask(Limiter of, int length, long wanted) {
        limiter = of;
        keyLength = length;
        cost = wanted;
    }

    public Limiter limiter() {
        return Objects.requireNonNull(limiter);
    }

    public long cost() {
        return cost;
    }

    /**
     * What the store says.
     *
     * @param left permits that are there now; negative where more was used than there was
     * @param untilEnough nanoseconds until the cost, or one permit, would be there; 0 where it was admitted
     * @param untilFull nanoseconds until the whole burst is there again
     */
    public void answer(boolean isAdmitted, long left, long untilEnough, long untilFull) {
        admitted = isAdmitted;
        remaining = left;
        waitNanos = untilEnough;
        fullNanos = untilFull;
    }

    public boolean admitted() {
        return admitted;
    }

    public long remaining() {
        return remaining;
    }

    public long waitNanos() {
        return waitNanos;
    }

    public long fullNanos() {
        return fullNanos;
    }

    /** What a store knows the key by, 128 bits; the store's own business, and here so that it allocates nothing. */
    @Override
    public void fingerprint(long high, long low) {
        fingerprintHigh = high;
        fingerprintLow = low;
    }

    public long fingerprintHigh() {
        return fingerprintHigh;
    }

    public long fingerprintLow() {
        return fingerprintLow;
    }

    /** Lets go of the limiter: what is pooled must not keep a configuration alive. */
    public void clear() {
        limiter = null;
    }
}
