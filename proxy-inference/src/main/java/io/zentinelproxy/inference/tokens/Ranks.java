package io.zentinelproxy.inference.tokens;

import com.knuddels.jtokkit.Encodings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

/**
 * The tokens of a vocabulary and their ranks, as jtokkit's jar holds them in tiktoken's format: a line for each, its octets in Base64, a
 * space, its rank; ranks count from 0. Kept flat, 5 MB for o200k where jtokkit's maps take 29: what is asked of it is only which rank some
 * octets have. Never changes; any thread.
 */
final class Ranks {
    /** For octets that are no token. */
    static final int NONE = Integer.MAX_VALUE;

    /** Octets that must follow those that are asked for, whatever they are. */
    static final int PADDING = Long.BYTES;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final long MIX = 0x9E3779B97F4A7C15L;
    private static final int SLOT_BITS = 18;
    private static final int SLOT_SHIFT = Long.SIZE - SLOT_BITS;
    private static final int SLOTS = 1 << SLOT_BITS;

    /** A token of so many octets at most is a number with its length in the highest octet. */
    private static final int SHORT = Long.BYTES - 1;

    private static final int PAIR_BITS = 16;

    private final long[] shortKeys = new long[SLOTS];
    private final int[] shortRanks = new int[SLOTS];
    /** Rank and 1 of a longer token; 0 for none. */
    private final int[] longSlots = new int[SLOTS];

    private final int[] pairs = new int[1 << PAIR_BITS];
    private final byte[] octets;
    /** Where the octets of a rank begin, and the end. */
    private final int[] starts;

    /** Reads a file of jtokkit's. */
    static Ranks load(String name) {
        try (InputStream in = Encodings.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no " + name + " beside jtokkit");
            }
            return new Ranks(in.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private Ranks(byte[] file) {
        Arrays.fill(pairs, NONE);
        byte[] all = new byte[file.length + PADDING];
        int[] begins = new int[SLOTS];
        int count = 0;
        int used = 0;
        for (int at = 0; at < file.length; at = lineEnd(file, at) + 1) {
            byte[] token = Base64.getDecoder().decode(Arrays.copyOfRange(file, at, fieldEnd(file, at)));
            System.arraycopy(token, 0, all, used, token.length);
            begins[count] = used;
            put(all, used, token.length, count, begins);
            used += token.length;
            count++;
        }
        begins[count] = used;
        octets = Arrays.copyOf(all, used + PADDING);
        starts = Arrays.copyOf(begins, count + 1);
    }

    private static int fieldEnd(byte[] file, int from) {
        int at = from;
        while (file[at] != ' ') {
            at++;
        }
        return at;
    }

    private static int lineEnd(byte[] file, int from) {
        int at = from;
        while (at < file.length && file[at] != '\n') {
            at++;
        }
        return at;
    }

    private void put(byte[] all, int from, int length, int rank, int[] begins) {
        if (length == 2) {
            pairs[pair(all, from)] = rank;
        }
        if (length <= SHORT) {
            long key = shortKey(all, from, length);
            int slot = slot(key);
            while (shortKeys[slot] != 0) {
                slot = slot + 1 & SLOTS - 1;
            }
            shortKeys[slot] = key;
            shortRanks[slot] = rank;
            return;
        }
        int slot = longSlot(all, from, length);
        while (longSlots[slot] != 0) {
            slot = slot + 1 & SLOTS - 1;
        }
        longSlots[slot] = rank + 1;
    }

    int size() {
        return starts.length - 1;
    }

    /** The octets of a token, padded. */
    byte[] token(int rank) {
        return Arrays.copyOfRange(octets, starts[rank], starts[rank + 1]);
    }

    /** The rank of two octets, or {@link #NONE}. */
    int pairRank(byte[] text, int from) {
        return pairs[pair(text, from)];
    }

    /** The rank of these octets, at least one, or {@link #NONE}; {@link #PADDING} octets more can be read behind them. */
    int rank(byte[] text, int from, int length) {
        return length <= SHORT ? shortRank(text, from, length) : longRank(text, from, length);
    }

    private int shortRank(byte[] text, int from, int length) {
        long key = shortKey(text, from, length);
        int slot = slot(key);
        for (long seen = shortKeys[slot]; seen != 0; seen = shortKeys[slot]) {
            if (seen == key) {
                return shortRanks[slot];
            }
            slot = slot + 1 & SLOTS - 1;
        }
        return NONE;
    }

    private int longRank(byte[] text, int from, int length) {
        int slot = longSlot(text, from, length);
        for (int seen = longSlots[slot]; seen != 0; seen = longSlots[slot]) {
            int start = starts[seen - 1];
            int end = starts[seen];
            if (end - start == length && Arrays.equals(octets, start, end, text, from, from + length)) {
                return seen - 1;
            }
            slot = slot + 1 & SLOTS - 1;
        }
        return NONE;
    }

    private static int pair(byte[] text, int from) {
        return (text[from] & 0xff) << Byte.SIZE | text[from + 1] & 0xff;
    }

    private static long shortKey(byte[] text, int from, int length) {
        return word(text, from, length) | (long) length << Long.SIZE - Byte.SIZE;
    }

    /** The first octets, seven at most, as a number. */
    private static long word(byte[] text, int from, int length) {
        return (long) LONGS.get(text, from) & (1L << length * Byte.SIZE) - 1;
    }

    private static int longSlot(byte[] text, int from, int length) {
        long hash = length;
        int whole = length & -Long.BYTES;
        for (int at = 0; at < whole; at += Long.BYTES) {
            hash = mix(hash ^ (long) LONGS.get(text, from + at));
        }
        return slot(hash ^ word(text, from + whole, length - whole));
    }

    private static long mix(long word) {
        long mixed = word * MIX;
        return mixed ^ mixed >>> 29;
    }

    private static int slot(long word) {
        long mixed = word * MIX;
        return (int) ((mixed ^ mixed >>> 32) * MIX >>> SLOT_SHIFT);
    }
}
