package io.zentinelproxy.security.local;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.zentinelproxy.core.net.Ticker;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.Rate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The keys of one limiter, in stripes, so that many threads may add at once. Any thread. */
final class KeyTable {
    private static final int MOST_STRIPES = 64;

    /** Keys of a stripe, from which on there is another: few would fill up unevenly. */
    private static final int KEYS_A_STRIPE = 1024;

    private final String id;
    private final Rate rate;
    private final KeyStripe[] stripes;
    private final long mostOwed;

    /** Keys that one stripe may know. */
    private volatile int most;

    /** Longest time, in nanoseconds, that a bucket may take to come back to zero: 36 years. The library's numbers end at 292. */
    private static final long LONGEST_DEBT = Long.MAX_VALUE / 8;

    KeyTable(Limiter limiter, Ticker ticker) {
        id = limiter.id();
        rate = limiter.rate();
        BucketConfiguration bucket = BucketConfiguration.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(rate.burst())
                        .refillGreedy(rate.permits(), rate.period())
                        .build())
                .build();
        double owed = (double) LONGEST_DEBT / rate.period().toNanos() * rate.permits();
        mostOwed = (long) Math.clamp(owed, 1, (double) Long.MAX_VALUE / 8);
        int count = Math.clamp(limiter.maxKeys() / KEYS_A_STRIPE, 1, MOST_STRIPES);
        stripes = new KeyStripe[Integer.highestOneBit(count)];
        Arrays.setAll(stripes, i -> new KeyStripe(bucket, ticker));
        resize(limiter);
    }

    /** Whether this one's buckets are those of the limiter: what it does with its verdicts, and how many keys it may have, may differ. */
    boolean serves(Limiter limiter) {
        return id.equals(limiter.id()) && rate.equals(limiter.rate());
    }

    void resize(Limiter limiter) {
        most = Math.max(1, limiter.maxKeys() / stripes.length);
    }

    @Nullable
    KnownKey find(Charge charge) {
        return stripe(charge).find(charge.fingerprintHigh(), charge.fingerprintLow());
    }

    KnownKey findOrAdd(Charge charge) {
        return stripe(charge).findOrAdd(charge.fingerprintHigh(), charge.fingerprintLow(), most);
    }

    /** By other bits than those that give the place within it. */
    private KeyStripe stripe(Charge charge) {
        return stripes[(int) charge.fingerprintHigh() & stripes.length - 1];
    }

    /** Nanoseconds until the bucket is full where it holds so many. */
    long untilFull(long remaining) {
        double missing = (double) rate.burst() - remaining;
        return missing <= 0 ? 0 : (long) Math.ceil(missing * rate.period().toNanos() / rate.permits());
    }

    /** The most that a bucket may owe: what is used beyond it is not counted. */
    long mostOwed() {
        return mostOwed;
    }

    KeyCounts counts() {
        long keys = 0;
        long forgotten = 0;
        for (KeyStripe stripe : stripes) {
            keys += stripe.size();
            forgotten += stripe.forgotten();
        }
        return new KeyCounts(id, keys, forgotten);
    }

    void clear() {
        for (KeyStripe stripe : stripes) {
            stripe.clear();
        }
    }
}
