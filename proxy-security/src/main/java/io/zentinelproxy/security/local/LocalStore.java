package io.zentinelproxy.security.local;

import io.github.bucket4j.ConsumptionProbe;
import io.zentinelproxy.core.bytes.SipHash;
import io.zentinelproxy.core.net.Ticker;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.Limiter;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Counts in this process. Keys are known by a keyed hash of 128 bits, whose secret is made anew for each store. Rates are at most one
 * permit a nanosecond, which is as fine as its clock is. Any thread; waits for nothing but other threads at the same bucket.
 */
public final class LocalStore implements LimitStore {
    /** Tries with a key that is forgotten while it is asked, in a table that is far too small; then it is left at that. */
    private static final int TRIES = 3;

    private final Ticker ticker;
    private final SipHash hash;
    private final ConcurrentHashMap<Limiter, KeyTable> tables = new ConcurrentHashMap<>();
    private final ReentrantLock adding = new ReentrantLock();

    public LocalStore() {
        this(System::nanoTime);
    }

    /** @param ticker tells the time */
    public LocalStore(Ticker ticker) {
        // From zero on, as the library compares times and does not reckon with clocks that turn negative.
        long began = ticker.nanos();
        this.ticker = () -> ticker.nanos() - began;
        SecureRandom random = new SecureRandom();
        hash = new SipHash(random.nextLong(), random.nextLong());
    }

    @Override
    public boolean take(Charge[] charges, int count) {
        boolean admitted = true;
        for (int i = 0; i < count; i++) {
            Charge charge = charges[i];
            hash.hash(charge.key(), 0, charge.keyLength(), charge);
            if (!charge.limiter().enforced()) {
                continue;
            }
            if (!admitted) {
                look(charge);
            } else if (!takeOne(charge)) {
                admitted = false;
                giveBack(charges, i);
            }
        }
        for (int i = 0; i < count; i++) {
            if (!charges[i].limiter().enforced()) {
                if (admitted) {
                    takeOne(charges[i]);
                } else {
                    look(charges[i]);
                }
            }
        }
        return admitted;
    }

    private boolean takeOne(Charge charge) {
        if (charge.cost() == 0) {
            look(charge);
            return charge.admitted();
        }
        KeyTable table = table(charge.limiter());
        KnownKey key = table.findOrAdd(charge);
        ConsumptionProbe probe = key.bucket.tryConsumeAndReturnRemaining(charge.cost());
        for (int i = 1; key.isGone() && i < TRIES; i++) {
            key = table.findOrAdd(charge);
            probe = key.bucket.tryConsumeAndReturnRemaining(charge.cost());
        }
        key.fullIn(probe.getNanosToWaitForReset());
        boolean consumed = probe.isConsumed();
        charge.answer(
                consumed,
                // The library says zero where more was used than there was.
                consumed ? probe.getRemainingTokens() : key.bucket.getAvailableTokens(),
                probe.getNanosToWaitForRefill(),
                probe.getNanosToWaitForReset());
        return consumed;
    }

    /** What would be said, without that anything is taken, or a key known that was not. */
    private void look(Charge charge) {
        KeyTable table = table(charge.limiter());
        KnownKey key = table.find(charge);
        long wanted = Math.max(1, charge.cost());
        if (key == null) {
            long burst = charge.limiter().rate().burst();
            boolean ever = wanted <= burst;
            charge.answer(ever, burst, ever ? 0 : Long.MAX_VALUE, 0);
            return;
        }
        long remaining = key.bucket.getAvailableTokens();
        long wait = remaining >= wanted
                ? 0
                : key.bucket.estimateAbilityToConsume(wanted).getNanosToWaitForRefill();
        long full = table.untilFull(remaining);
        key.fullIn(full);
        charge.answer(wait == 0, remaining, wait, full);
    }

    private void giveBack(Charge[] charges, int count) {
        for (int i = 0; i < count; i++) {
            Charge charge = charges[i];
            if (charge.limiter().enforced()) {
                add(charge, charge.cost());
                look(charge);
            }
        }
    }

    @Override
    public void settle(Charge[] charges, int count) {
        for (int i = 0; i < count; i++) {
            Charge charge = charges[i];
            hash.hash(charge.key(), 0, charge.keyLength(), charge);
            if (charge.cost() > 0) {
                use(charge);
            } else {
                add(charge, -charge.cost());
            }
        }
    }

    private void use(Charge charge) {
        KeyTable table = table(charge.limiter());
        KnownKey key = table.findOrAdd(charge);
        use(key, table, charge.cost());
        for (int i = 1; key.isGone() && i < TRIES; i++) {
            key = table.findOrAdd(charge);
            use(key, table, charge.cost());
        }
    }

    private static void use(KnownKey key, KeyTable table, long cost) {
        long counted = Math.min(cost, table.mostOwed() + key.bucket.getAvailableTokens());
        if (counted > 0) {
            key.bucket.consumeIgnoringRateLimits(counted);
        }
        key.fullIn(table.untilFull(key.bucket.getAvailableTokens()));
    }

    /** Adds to a bucket, at most until it is full; one that is not known is. */
    private void add(Charge charge, long tokens) {
        KnownKey key = table(charge.limiter()).find(charge);
        if (key != null && tokens > 0) {
            key.bucket.addTokens(tokens);
        }
    }

    private KeyTable table(Limiter limiter) {
        KeyTable known = tables.get(limiter);
        return known == null ? addTable(limiter) : known;
    }

    /** The buckets of a limiter stay where a new configuration has the same one, with the same rate. */
    private KeyTable addTable(Limiter limiter) {
        adding.lock();
        try {
            KeyTable known = tables.get(limiter);
            if (known != null) {
                return known;
            }
            KeyTable table = sameBuckets(limiter);
            if (table == null) {
                table = new KeyTable(limiter, ticker);
            } else {
                table.resize(limiter);
            }
            tables.put(limiter, table);
            return table;
        } finally {
            adding.unlock();
        }
    }

    private @Nullable KeyTable sameBuckets(Limiter limiter) {
        return tables.values().stream()
                .filter(table -> table.serves(limiter))
                .findFirst()
                .orElse(null);
    }

    /** Knows these limiters from now on, and forgets the others with all their keys. */
    public void retain(Collection<Limiter> limiters) {
        limiters.forEach(this::table);
        tables.keySet().retainAll(limiters);
    }

    /** Of each limiter. */
    public List<KeyCounts> counts() {
        return tables.values().stream().distinct().map(KeyTable::counts).toList();
    }

    @Override
    public void close() {
        tables.values().forEach(KeyTable::clear);
        tables.clear();
    }
}
