package io.zentinelproxy.core.http2.hpack;

import io.zentinelproxy.core.bytes.Ascii;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The Huffman code of RFC 7541 appendix B. It is canonical: codes of one length are consecutive numbers in the order of their octets, and
 * shorter codes come first. Its lengths are therefore all there is to know, and everything here is derived from them.
 */
final class Huffman {
    /** In bits, of octets 0 to 255 and EOS, as digits to the base of 36. */
    private static final String LENGTHS = "dnsssssssoussussssssssusssssssss"
            + "6aacd68baa8b8666555666666678f6ca"
            + "d67777777777777777777777878djde6"
            + "f56565666577666567655677777fbeds"
            + "kmkkmmmnmnnnnnonoomnonnnnlmnmnno"
            + "mlkmmnnlnmmolmnnllmlnmnnkmmmnmmn"
            + "qqkjmnmpqqqrrqopjlqrrqrollqqsrrr"
            + "koklmllnmmppooqnqrqqrrrrrsrrrrrq"
            + "u";

    private static final int EOS = 256;
    private static final int LONGEST = 30;

    /** The shortest code has 5 bits: a coded string has at most 8/5 as many octets once it is decoded. */
    private static final int SHORTEST = 5;

    /** Codes up to this length, which nearly all octets of a head have, are found by one look into {@link #NEAR}. */
    private static final int NEAR_BITS = 10;

    private static final int SYMBOL_BITS = 9;
    private static final int SYMBOL = (1 << SYMBOL_BITS) - 1;

    /** By octet: the code, shifted by 8, and its length. */
    private static final long[] CODES = new long[257];

    /** The same, for octets that are to be written in lower case. */
    private static final long[] LOWER_CODES = new long[256];

    /** Symbols in the order of their codes. */
    private static final short[] SYMBOLS = new short[257];

    /** By length: what codes of up to that length are below, as numbers of 30 bits. */
    private static final int[] BELOW = new int[LONGEST + 1];

    /** By length: where the code of that length that is 0 would be in {@link #SYMBOLS}. */
    private static final int[] OFFSETS = new int[LONGEST + 1];

    /** By the next 10 bits: length, shifted by 9, and symbol; 0 where the code is longer. */
    private static final short[] NEAR = new short[1 << NEAR_BITS];

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    static {
        int code = 0;
        int symbols = 0;
        for (int length = 1; length <= LONGEST; length++) {
            code <<= 1;
            OFFSETS[length] = symbols - code;
            for (int symbol = 0; symbol <= EOS; symbol++) {
                if (Character.digit(LENGTHS.charAt(symbol), 36) == length) {
                    CODES[symbol] = (long) code++ << 8 | length;
                    SYMBOLS[symbols++] = (short) symbol;
                }
            }
            BELOW[length] = code << (LONGEST - length);
        }
        for (int octet = 0; octet < 256; octet++) {
            LOWER_CODES[octet] = CODES[Ascii.lower((byte) octet) & 0xff];
        }
        for (int bits = 0; bits < NEAR.length; bits++) {
            int entry = far(bits << (LONGEST - NEAR_BITS));
            NEAR[bits] = entry >>> SYMBOL_BITS <= NEAR_BITS ? (short) entry : 0;
        }
    }

    private Huffman() {}

    /** The code of an octet or of EOS (256), shifted by 8, and its length. */
    static long code(int symbol) {
        return CODES[symbol];
    }

    /** How many octets a coded string of so many has at most once it is decoded. */
    static int mostDecoded(int coded) {
        return (int) (coded * 8L / SHORTEST);
    }

    /** Length, shifted by 9, and symbol of the code that 30 bits begin with. */
    private static int far(int bits) {
        int length = SHORTEST;
        while (length < LONGEST && bits >= BELOW[length]) {
            length++;
        }
        return length << SYMBOL_BITS | SYMBOLS[OFFSETS[length] + (bits >>> (LONGEST - length))];
    }

    private static int next(long window) {
        int near = NEAR[(int) (window >>> (Long.SIZE - NEAR_BITS))];
        return near != 0 ? near : far((int) (window >>> (Long.SIZE - LONGEST)));
    }

    /**
     * Decodes a string.
     *
     * @param into has room for {@link #mostDecoded} octets; null where only their number is asked for
     * @param at where the first octet goes
     * @return the position behind the last octet
     * @throws HpackFault PADDING or END_OF_STRING (RFC 7541 section 5.2)
     */
    static int decode(byte[] coded, int start, int end, byte @Nullable [] into, int at) throws HpackFault {
        // Bits that were not yet decoded stand at the top of the window; below those that are held there may be some of
        // the next octets
        // already, which are put there again when their turn comes.
        long window = 0;
        int held = 0;
        int from = start;
        int to = at;
        while (true) {
            if (end - from >= Long.BYTES) {
                window |= (long) LONGS.get(coded, from) >>> held;
                int taken = (Long.SIZE - 1 - held) >>> 3;
                from += taken;
                held += taken << 3;
            } else {
                for (; held <= Long.SIZE - Byte.SIZE && from < end; held += Byte.SIZE) {
                    window |= (coded[from++] & 0xffL) << (Long.SIZE - Byte.SIZE - held);
                }
            }
            if (held < LONGEST) {
                return decodeRest(window, held, into, to);
            }
            do {
                int entry = next(window);
                int symbol = entry & SYMBOL;
                if (symbol == EOS) {
                    throw new HpackFault(HpackFault.Reason.END_OF_STRING);
                }
                if (into != null) {
                    into[to] = (byte) symbol;
                }
                to++;
                window <<= entry >>> SYMBOL_BITS;
                held -= entry >>> SYMBOL_BITS;
            } while (held >= LONGEST);
        }
    }

    /** The last bits, fewer than 30. Followed by ones, which no code but EOS consists of, they are codes and then padding. */
    private static int decodeRest(long last, int lastHeld, byte @Nullable [] into, int at) throws HpackFault {
        int held = lastHeld;
        int to = at;
        long window = last | -1L >>> held;
        for (int entry = next(window); entry >>> SYMBOL_BITS <= held; entry = next(window)) {
            if (into != null) {
                into[to] = (byte) entry;
            }
            to++;
            held -= entry >>> SYMBOL_BITS;
            window = window << (entry >>> SYMBOL_BITS) | -1L >>> held;
        }
        if (held >= Byte.SIZE || window != -1L) {
            throw new HpackFault(HpackFault.Reason.PADDING);
        }
        return to;
    }

    /** How many octets a string has once it is coded. */
    static int encodedLength(byte[] octets, int start, int end) {
        long bits = 0;
        for (int at = start; at < end; at++) {
            bits += CODES[octets[at] & 0xff] & 0xff;
        }
        return (int) ((bits + 7) >>> 3);
    }

    /**
     * Codes a string where that makes it shorter.
     *
     * @param into has room for as many octets as the string has; they are overwritten even where it is not coded
     * @return the position behind the code, or -1 where it would not be shorter than the string
     */
    static int encode(byte[] octets, int start, int end, byte[] into, int at) {
        return encodeIn(CODES, octets, start, end, into, at);
    }

    /** The same for a name, which is coded in lower case. */
    static int encodeName(byte[] octets, int start, int end, byte[] into, int at) {
        return encodeIn(LOWER_CODES, octets, start, end, into, at);
    }

    private static int encodeIn(long[] codes, byte[] octets, int start, int end, byte[] into, int at) {
        int bound = at + end - start;
        long window = 0;
        int held = 0;
        int to = at;
        for (int from = start; from < end; from++) {
            long code = codes[octets[from] & 0xff];
            int length = (int) code & 0xff;
            window = window << length | code >>> 8;
            held += length;
            if (held >= Integer.SIZE) {
                if (bound - to < Integer.BYTES) {
                    return -1;
                }
                held -= Integer.SIZE;
                INTS.set(into, to, (int) (window >>> held));
                to += Integer.BYTES;
            }
        }
        return to + (held + 7 >>> 3) < bound ? encodeRest(window, held, into, to) : -1;
    }

    /** The last bits, fewer than 32, and ones up to a whole octet (RFC 7541 section 5.2). */
    private static int encodeRest(long window, int held, byte[] into, int at) {
        int octets = held + 7 >>> 3;
        int padding = (octets << 3) - held;
        long bits = window << padding | (1L << padding) - 1;
        for (int i = 0; i < octets; i++) {
            into[at + i] = (byte) (bits >>> (octets - 1 - i << 3));
        }
        return at + octets;
    }
}
