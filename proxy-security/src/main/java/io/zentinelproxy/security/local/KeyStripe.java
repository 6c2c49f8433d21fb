package io.zentinelproxy.security.local;

import io.github.bucket4j.BucketConfiguration;
import io.zentinelproxy.core.net.Ticker;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A part of a limiter's keys: an open table that grows as far as it may, then forgets. Keys are found without a lock; one that is being
 * moved may be missed, and is then found under it.
 *
 * <p>What is forgotten: a hand goes round the table, as in the clock algorithm, and what gives a key its second chance is its bucket. The
 * first key that the hand meets whose bucket is full again goes, as nothing is lost with it: it would begin anew with a full one. Where it
 * meets none among {@value #LOOK}, the fullest of them goes. A new key has used least and so goes before a busy one, however many there
 * are; and who wants a bucket forgotten has to use up others by as much.
 */
final class KeyStripe {
    /** Keys that the hand looks at for one that it forgets. */
    private static final int LOOK = 32;

    /** Places at the beginning. */
    private static final int FIRST = 8;

    private final BucketConfiguration rate;
    private final long burst;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();

    /** A power of two; at most three quarters are taken. Written under the lock, its places too; read without. */
    private volatile @Nullable KnownKey[] places = new @Nullable KnownKey[FIRST];

    /** Written under the lock, as the next ones. */
    private volatile int size;

    private volatile long forgotten;
    private int hand;

    KeyStripe(BucketConfiguration rate, Ticker ticker) {
        this.rate = rate;
        this.ticker = ticker;
        burst = rate.getBandwidths()[0].getCapacity();
    }

    int size() {
        return size;
    }

    /** Keys that were forgotten although their buckets were not full. */
    long forgotten() {
        return forgotten;
    }

    /** The key, if it is known. */
    @Nullable
    KnownKey find(long high, long low) {
        KnownKey known = glimpse(high, low);
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            return glimpse(high, low);
        } finally {
            lock.unlock();
        }
    }

    /** The key, if it is known; without the lock, it may be missed. */
    private @Nullable KnownKey glimpse(long high, long low) {
        @Nullable KnownKey[] all = places;
        int mask = all.length - 1;
        // Counted, as a reader may see places as they are moved.
        for (int i = 0, at = (int) low & mask; i <= mask; i++, at = at + 1 & mask) {
            KnownKey key = all[at];
            if (key == null || key.is(high, low)) {
                return key;
            }
        }
        return null;
    }

    /** The key, which is known from now on; of at most so many. */
    KnownKey findOrAdd(long high, long low, int most) {
        KnownKey known = glimpse(high, low);
        if (known != null) {
            return known;
        }
        lock.lock();
        try {
            known = glimpse(high, low);
            if (known != null) {
                return known;
            }
            makeRoom(most);
            KnownKey added = new KnownKey(high, low, rate, ticker);
            put(places, added);
            size++;
            return added;
        } finally {
            lock.unlock();
        }
    }

    private void makeRoom(int most) {
        if (size < most && size + 1 > places.length / 4 * 3) {
            rebuild();
        }
        // At most two, where fewer may be known than before: so one key never pays for all.
        for (int i = 0; i < 2 && size >= most; i++) {
            forgetOne();
        }
    }

    /** Without those whose buckets are full, and larger only where that is not enough. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void rebuild() {
        @Nullable KnownKey[] old = places;
        long now = ticker.nanos();
        int kept = 0;
        for (int i = 0; i < old.length; i++) {
            KnownKey key = old[i];
            if (key != null && key.left(now) <= 0 && key.forgetIfFull(burst)) {
                continue;
            }
            kept += key == null ? 0 : 1;
        }
        @Nullable KnownKey[] next = new @Nullable KnownKey[kept > old.length / 2 ? old.length * 2 : old.length];
        for (KnownKey key : old) {
            if (key != null && !key.isGone()) {
                put(next, key);
            }
        }
        size = kept;
        places = next;
    }

    private static void put(@Nullable KnownKey[] all, KnownKey key) {
        int mask = all.length - 1;
        int at = (int) key.low & mask;
        while (all[at] != null) {
            at = at + 1 & mask;
        }
        all[at] = key;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void forgetOne() {
        @Nullable KnownKey[] all = places;
        int mask = all.length - 1;
        long now = ticker.nanos();
        int fullest = -1;
        long least = Long.MAX_VALUE;
        for (int looked = 0, steps = 0; looked < LOOK && steps <= mask; steps++) {
            int at = hand = hand + 1 & mask;
            KnownKey key = all[at];
            if (key == null) {
                continue;
            }
            looked++;
            long left = key.left(now);
            if (left <= 0 && key.forgetIfFull(burst)) {
                remove(all, at);
                return;
            }
            if (left < least) {
                least = left;
                fullest = at;
            }
        }
        if (fullest >= 0 && all[fullest] instanceof KnownKey key) {
            key.forget();
            forgotten++;
            remove(all, fullest);
        }
    }

    /** Moves those back that stand behind it only because their own places were taken (Knuth, volume 3, 6.4, algorithm R). */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void remove(@Nullable KnownKey[] all, int removed) {
        int mask = all.length - 1;
        int free = removed;
        for (int at = free + 1 & mask; all[at] instanceof KnownKey key; at = at + 1 & mask) {
            int own = (int) key.low & mask;
            if ((at - own & mask) >= (at - free & mask)) {
                all[free] = key;
                free = at;
            }
        }
        all[free] = null;
        size--;
    }

    /** Lets go of all. */
    void clear() {
        lock.lock();
        try {
            for (KnownKey key : places) {
                if (key != null) {
                    key.forget();
                }
            }
            places = new @Nullable KnownKey[FIRST];
            size = 0;
        } finally {
            lock.unlock();
        }
    }
}
