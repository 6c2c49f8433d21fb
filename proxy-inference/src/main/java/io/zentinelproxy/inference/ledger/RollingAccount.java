package io.zentinelproxy.inference.ledger;

import java.util.Arrays;

/**
 * What was used in the time up to now, in slots of a sixtieth of it each. One more is kept than there are in the window: what was used counts
 * for the whole of its length, and up to a sixtieth longer, so that no time of that length ever sees more than the limit.
 */
final class RollingAccount extends Account {
    static final int PARTS = 60;

    private static final int SLOTS = PARTS + 1;

    private final long slotMillis;
    private final long[] slots = new long[SLOTS];

    /** Slots since 1970. */
    private long slot;

    private long used;

    RollingAccount(Limit limit, Window.Rolling window, String holder) {
        super(limit, holder);
        slotMillis = Math.max(1, Whole.divideUp(window.length().toMillis(), PARTS));
    }

    @Override
    void turn() {
        long current = now / slotMillis;
        if (current - slot >= SLOTS) {
            Arrays.fill(slots, 0);
            used = 0;
        } else {
            for (long passed = slot + 1; passed <= current; passed++) {
                int at = (int) (passed % SLOTS);
                used -= slots[at];
                slots[at] = 0;
            }
        }
        slot = current;
    }

    @Override
    long remaining() {
        return limit.most() - used - held;
    }

    @Override
    long waitMillis(long amount) {
        if (amount > limit.most() + limit.extra()) {
            return NEVER;
        }
        long missing = amount - limit.extra() - remaining();
        if (missing <= held) {
            return Math.min(BUSY_MILLIS, freed(missing));
        }
        return freed(missing);
    }

    /** Until so much of what was used counts no more, or all of it. */
    private long freed(long wanted) {
        long sum = 0;
        long last = 0;
        for (long old = slot - PARTS; old <= slot; old++) {
            long amount = slots[(int) (old % SLOTS)];
            if (amount > 0) {
                sum += amount;
                last = (old + SLOTS) * slotMillis - now;
            }
            if (sum >= wanted && last > 0) {
                return last;
            }
        }
        return last == 0 ? BUSY_MILLIS : last;
    }

    @Override
    long resetMillis() {
        return used == 0 ? 0 : freed(used);
    }

    @Override
    long used() {
        return used;
    }

    @Override
    void charge(long reserved, long amount, long since) {
        int at = (int) (slot % SLOTS);
        long before = slots[at];
        slots[at] = Whole.plus(before, amount);
        used += slots[at] - before;
    }

    @Override
    boolean isBlank() {
        return used == 0 && open == 0;
    }

    @Override
    long[] save() {
        long[] all = Arrays.copyOf(slots, SLOTS + 1);
        all[SLOTS] = slot;
        return all;
    }

    @Override
    void restore(long[] saved) {
        System.arraycopy(saved, 0, slots, 0, SLOTS);
        slot = saved[SLOTS];
        used = Arrays.stream(slots).sum();
    }
}
