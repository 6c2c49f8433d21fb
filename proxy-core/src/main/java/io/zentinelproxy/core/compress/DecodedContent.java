package io.zentinelproxy.core.compress;

import io.zentinelproxy.core.exchange.BodyPump;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.Fields;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Content without one of its codings. Nothing is kept of it but what a decoder needs: what is over a cap is found before it goes on. The
 * decoder's memory may be given back by another thread at any time, hence the lock, which nobody holds while waiting for a client.
 */
final class DecodedContent implements BodySource {
    private final BodySource content;
    private final Decoder decoder;
    private final Decoding decoding;
    private final boolean first;
    private final boolean last;

    /** Octets come in here while the decoder is not locked. */
    private final ByteBuffer arrived = ByteBuffer.allocate(Decoder.INPUT).flip();

    private boolean drained = true;
    private boolean ended;
    private long pulled;
    private long turn = BodyPump.FAIR_SHARE;

    /**
     * @param first whether it takes octets from the client
     * @param last whether it yields the content itself
     */
    DecodedContent(BodySource content, Decoder decoder, Decoding decoding, boolean first, boolean last) {
        this.content = content;
        this.decoder = decoder;
        this.decoding = decoding;
        this.first = first;
        this.last = last;
    }

    @Override
    public int pull(ByteBuffer into) throws Fault {
        while (!ended) {
            if (drained && !arrived.hasRemaining() && !receive()) {
                end();
                return -1;
            }
            int moved = decode(into);
            if (moved > 0) {
                pulled += moved;
                decoding.yielded(pulled, last);
                // A little content may yield much, for which nobody waits.
                turn = BodyPump.letOthers(turn, moved);
                if (drained && !arrived.hasRemaining() && content.isFinished()) {
                    end();
                }
                return moved;
            }
        }
        return -1;
    }

    /** Waits for octets; false at their end. */
    private boolean receive() throws Fault {
        arrived.clear();
        int more = content.isFinished() ? -1 : content.pull(arrived);
        arrived.flip();
        if (first && more > 0) {
            decoding.received(more);
        }
        return more > 0;
    }

    private int decode(ByteBuffer into) throws Fault {
        int start = into.position();
        synchronized (decoding.lock()) {
            decoding.requireOpen();
            try {
                if (drained) {
                    decoder.input().put(arrived);
                    decoder.push();
                }
                drained = decoder.pull(into);
            } catch (BrokenCoding e) {
                throw decoding.broken(e);
            }
        }
        return into.position() - start;
    }

    /** Content that ends within a stream is none; an empty one is not in any coding. */
    private void end() throws Fault {
        synchronized (decoding.lock()) {
            decoding.requireOpen();
            if (content.pulled() > 0 && !decoder.isComplete()) {
                throw decoding.broken(BrokenCoding.because("it ends too early"));
            }
        }
        ended = true;
        if (last) {
            decoding.succeeded();
        }
    }

    @Override
    public boolean isFinished() {
        return ended;
    }

    /** What has come need not yield an octet. */
    @Override
    public boolean hasBuffered() {
        return !drained;
    }

    @Override
    public long remaining() {
        return ended ? 0 : -1;
    }

    @Override
    public long pulled() {
        return pulled;
    }

    /** Without digests over octets that nobody gets. */
    @Override
    public @Nullable Fields trailers() {
        Fields trailers = content.trailers();
        if (trailers != null && !decoding.forwardsOriginal()) {
            CodedFields.removeDigests(trailers);
        }
        return trailers;
    }
}
