package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.testkit.UntimedTransport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** A connection in memory: hands over given octets in pieces, then ends, and keeps what is sent over it. */
final class OctetConnection extends UntimedTransport {
    private final byte[] incoming;
    private final IntUnaryOperator pieceAt;
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private int given;

    private OctetConnection(byte[] incoming, IntUnaryOperator pieceAt) {
        this.incoming = incoming;
        this.pieceAt = pieceAt;
    }

    /** All octets arrive at once, as far as the reader has room. */
    static OctetConnection whole(byte[] incoming) {
        return new OctetConnection(incoming, at -> Integer.MAX_VALUE);
    }

    /** Each octet arrives alone. */
    static OctetConnection dripping(byte[] incoming) {
        return new OctetConnection(incoming, at -> 1);
    }

    /** Pieces of 1 to 32 octets, the same ones each time for the same octets. */
    static OctetConnection uneven(byte[] incoming) {
        Random lengths = new Random(java.util.Arrays.hashCode(incoming));
        return new OctetConnection(incoming, at -> 1 + lengths.nextInt(32));
    }

    /** What was sent, one character an octet. */
    String sentText() {
        return Ascii.text(sent.toByteArray(), 0, sent.size());
    }

    byte[] sentOctets() {
        return sent.toByteArray();
    }

    @Override
    public int read(ByteBuffer into) {
        if (given == incoming.length) {
            return -1;
        }
        int length = Math.min(Math.min(pieceAt.applyAsInt(given), into.remaining()), incoming.length - given);
        into.put(incoming, given, length);
        given += length;
        return length;
    }

    @Override
    public void write(ByteBuffer from) {
        byte[] octets = new byte[from.remaining()];
        from.get(octets);
        sent.writeBytes(octets);
    }

    @Override
    public long received() {
        return given;
    }

    @Override
    public long sent() {
        return sent.size();
    }

    @Override
    public void endInput() {}

    @Override
    public void reset() {}

    @Override
    public void close() {}
}
