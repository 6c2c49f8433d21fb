package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.http2.hpack.HpackEncoder;

/** Heads on their way to the peer, as field blocks in the order in which its table follows them. Guarded by the monitor of its {@link Output}. */
final class OutgoingHeads {
    private final HpackEncoder encoder;
    private final PendingFrames pending;
    private long count;

    OutgoingHeads(HpackEncoder encoder, PendingFrames pending) {
        this.encoder = encoder;
        this.pending = pending;
    }

    /** Heads put so far. */
    long count() {
        return count;
    }

    /** The peer's table may be this large. */
    void tableSize(int octets) {
        encoder.peerTableSize(octets);
    }

    /** Octets that a head may take as frames. */
    static int octets(HeadEncoder.Head head, int maxPayload) {
        int most = head.mostOctets();
        return most + Frames.HEADER * (1 + most / maxPayload);
    }

    /**
     * Puts a head for which there is room.
     *
     * @param last whether the stream ends with it
     * @return false where it cannot be told whole: nothing of it was put
     */
    boolean put(Outgoing one, HeadEncoder.Head head, int maxPayload, boolean last) {
        count++;
        encoder.begin();
        head.encode(encoder);
        if (encoder.isOverflowed()) {
            // A head without some of its fields is another one, and nothing of it may be in the peer's table.
            encoder.abandon();
            return false;
        }
        pending.block(one, encoder.octets(), encoder.length(), maxPayload, last);
        encoder.release();
        return true;
    }
}
