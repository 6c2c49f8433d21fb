package io.zentinelproxy.security.redis;

import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.Limiter;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/**
 * What a store is asked for once: all arrays have an entry for each charge.
 *
 * @param words of the charges' limiters
 * @param keys of their buckets
 * @param slots of the keys; those of one slot are one question
 * @param forced whether costs are taken although there may not be enough
 * @param deadline as {@link System#nanoTime} tells it
 */
record Decision(Charge[] charges, Words[] words, byte[][] keys, int[] slots, boolean forced, long deadline) {
    /** @param charges of which the first {@code count} are asked for */
    static Decision of(
            Charge[] charges,
            int count,
            Function<Limiter, Words> words,
            ToIntFunction<byte[]> slot,
            boolean forced,
            long deadline) {
        Decision decision =
                new Decision(charges, new Words[count], new byte[count][], new int[count], forced, deadline);
        for (int i = 0; i < count; i++) {
            Words of = words.apply(charges[i].limiter());
            byte[] key = of.key(charges[i].key(), charges[i].keyLength());
            decision.words[i] = of;
            decision.keys[i] = key;
            decision.slots[i] = slot.applyAsInt(key);
        }
        return decision;
    }

    int count() {
        return slots.length;
    }

    /** Whether all charges are of one slot. */
    boolean isOneQuestion() {
        for (int slot : slots) {
            if (slot != slots[0]) {
                return false;
            }
        }
        return true;
    }

    int[] all() {
        int[] all = new int[count()];
        for (int i = 1; i < all.length; i++) {
            all[i] = i;
        }
        return all;
    }

    /** Those of the same slot as this one, from it on; marks them as asked. */
    int[] together(int first, boolean[] asked) {
        int[] found = new int[count()];
        int size = 0;
        for (int i = first; i < found.length; i++) {
            if (slots[i] == slots[first]) {
                asked[i] = true;
                found[size++] = i;
            }
        }
        return Arrays.copyOf(found, size);
    }

    /** Gives back what was taken for these. */
    Decision undoing(int[] taken) {
        Charge[] negated = new Charge[charges.length];
        for (int i : taken) {
            // One that is only looked at keeps what it took: it takes for itself.
            boolean isGivenBack = charges[i].limiter().enforced();
            negated[i] = new Charge();
            negated[i].ask(charges[i].limiter(), 0, isGivenBack ? -charges[i].cost() : 0);
        }
        return new Decision(negated, words, keys, slots, true, deadline);
    }
}
