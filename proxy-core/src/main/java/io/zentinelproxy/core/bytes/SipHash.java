package io.zentinelproxy.core.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SipHash-2-4 with 128 bits of result (Aumasson and Bernstein, "SipHash: a fast short-input PRF", and the reference code of its 128-bit
 * variant): who does not know the secret can neither choose octets that meet, nor tell which have met. Allocates nothing. Any thread.
 */
public final class SipHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();

    /** "somepseudorandomlygeneratedbytes", and the mark of the variant with the long result. */
    private static final long V0 = 0x736f6d6570736575L;

    private static final long V1 = 0x646f72616e646f6dL ^ 0xee;
    private static final long V2 = 0x6c7967656e657261L;
    private static final long V3 = 0x7465646279746573L;

    private static final int WORD = 8;

    private final long secret0;
    private final long secret1;

    /** The two halves of the secret. */
    public SipHash(long secret0, long secret1) {
        this.secret0 = secret0;
        this.secret1 = secret1;
    }

    /** Hashes these octets, and tells the result. */
    public void hash(byte[] octets, int from, int to, Result result) {
        int end = from + (to - from & -WORD);
        State state = new State(V0 ^ secret0, V1 ^ secret1, V2 ^ secret0, V3 ^ secret1);
        for (int at = from; at < end; at += WORD) {
            state.absorb((long) LONG.get(octets, at));
        }
        state.absorb(last(octets, from, end, to));
        long low = state.squeeze(0xee);
        result.fingerprint(state.squeeze(0xdd), low);
    }

    /** What is left of the octets, and their number in the highest octet. */
    private static long last(byte[] octets, int start, int from, int to) {
        long word = (long) (to - start) << 56;
        for (int i = from; i < to; i++) {
            word |= (octets[i] & 0xffL) << (i - from) * WORD;
        }
        return word;
    }

    /** Who is told the two halves of a hash: no object has to be made for them. */
    @FunctionalInterface
    public interface Result {
        void fingerprint(long high, long low);
    }

    /** Never leaves {@link #hash}, so that it lives in registers. */
    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long v0, long v1, long v2, long v3) {
            this.v0 = v0;
            this.v1 = v1;
            this.v2 = v2;
            this.v3 = v3;
        }

        void absorb(long word) {
            v3 ^= word;
            round();
            round();
            v0 ^= word;
        }

        /** First with {@code 0xee} into the third word, then with {@code 0xdd} into the second. */
        long squeeze(long mark) {
            if (mark == 0xee) {
                v2 ^= mark;
            } else {
                v1 ^= mark;
            }
            round();
            round();
            round();
            round();
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round() {
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
