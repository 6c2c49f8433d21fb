package io.zentinelproxy.inference.answer;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.UpstreamFault;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** An answer that comes in the pieces a test wants, and may break off. */
final class Pieces implements BodySource {
    private final List<byte[]> pieces;
    private final boolean broken;
    private int piece;
    private int position;
    private long pulled;

    Pieces(List<byte[]> pieces, boolean broken) {
        this.pieces = pieces;
        this.broken = broken;
    }

    static Pieces whole(byte[] octets) {
        return new Pieces(List.of(octets), false);
    }

    static Pieces octetByOctet(byte[] octets) {
        List<byte[]> pieces = new ArrayList<>();
        for (byte octet : octets) {
            pieces.add(new byte[] {octet});
        }
        return new Pieces(pieces, false);
    }

    static Pieces atRandom(byte[] octets, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < octets.length; ) {
            int to = Math.min(octets.length, from + 1 + random.nextInt(1 + random.nextInt(200)));
            pieces.add(java.util.Arrays.copyOfRange(octets, from, to));
            from = to;
        }
        return new Pieces(pieces, false);
    }

    /** Takes all that comes, by the contract of sources: a buffer outside the heap, of a size that does not fit. */
    static byte[] drain(BodySource source) throws Fault {
        var all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocateDirect(700);
        while (!source.isFinished()) {
            buffer.clear();
            int pulled = source.pull(buffer);
            if (pulled < 0) {
                break;
            }
            if (pulled == 0 || pulled != buffer.position()) {
                throw new AssertionError("pulled " + pulled + " of " + buffer.position());
            }
            byte[] octets = new byte[pulled];
            buffer.flip().get(octets);
            all.writeBytes(octets);
            if (all.size() != source.pulled()) {
                throw new AssertionError("pulled() tells " + source.pulled() + " of " + all.size());
            }
        }
        return all.toByteArray();
    }

    @Override
    public int pull(ByteBuffer into) throws Fault {
        if (piece == pieces.size()) {
            if (broken) {
                throw new UpstreamFault(UpstreamFault.Kind.TRUNCATED);
            }
            return -1;
        }
        byte[] octets = pieces.get(piece);
        int count = Math.min(into.remaining(), octets.length - position);
        into.put(octets, position, count);
        position += count;
        pulled += count;
        if (position == octets.length) {
            piece++;
            position = 0;
        }
        return count;
    }

    @Override
    public boolean isFinished() {
        return !broken && piece == pieces.size();
    }

    @Override
    public boolean hasBuffered() {
        return position > 0;
    }

    @Override
    public long remaining() {
        return -1;
    }

    @Override
    public long pulled() {
        return pulled;
    }
}
