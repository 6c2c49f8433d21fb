package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.Fields;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * The content that comes on a stream. Where a length was declared, more or less than that is no message (RFC 9113 section 8.1.1). Pulled by
 * one thread at a time.
 */
final class StreamSource implements BodySource {
    /** What the side has to say that this content comes from. */
    interface Sender {
        /** The content is not as long as was declared: what to throw, once the stream is reset. */
        Fault wrongLength();

        /** There is more of it than may be. */
        Fault tooLarge();

        /** The trailers, once the content is complete. */
        @Nullable
        Fields trailers();
    }

    private final Http2Connection connection;
    private final Stream stream;
    private final Sender sender;
    private final long declared;
    private long limit;
    private long pulled;
    private long credited;

    /** @param length as declared; not {@link BodyLength#NONE} */
    StreamSource(Http2Connection connection, Stream stream, Sender sender, BodyLength length, long limit) {
        this.connection = connection;
        this.stream = stream;
        this.sender = sender;
        this.declared = length instanceof BodyLength.Fixed fixed ? fixed.octets() : -1;
        this.limit = limit;
    }

    /** From now on no more than this is taken. */
    void limit(long octets) {
        limit = octets;
    }

    @Override
    public int pull(ByteBuffer into) throws Fault {
        int octets = stream.input().pull(into, left());
        if (octets == StreamInput.WRONG) {
            throw sender.wrongLength();
        }
        if (octets > 0) {
            pulled += octets;
            credit();
        }
        if (pulled > limit) {
            throw sender.tooLarge();
        }
        return octets;
    }

    private long left() {
        return declared < 0 ? StreamInput.ANY : declared - pulled;
    }

    /** What is pulled a second time is the peer's already. */
    private void credit() {
        if (pulled > credited) {
            connection.consumed(stream, (int) (pulled - credited));
            credited = pulled;
        }
    }

    /** Whether all of the content is here and can be gone back over. */
    boolean keep() {
        return stream.input().keep() && (declared < 0 || stream.input().came() == declared);
    }

    /** Goes back to the beginning of content that is kept. */
    void rewind() {
        stream.input().rewind();
        pulled = 0;
    }

    @Override
    public boolean isFinished() {
        return stream.input().isFinished() && (declared < 0 || pulled == declared);
    }

    @Override
    public boolean hasBuffered() {
        return stream.input().hasBuffered(left());
    }

    @Override
    public long remaining() {
        return declared < 0 ? -1 : declared - pulled;
    }

    @Override
    public long pulled() {
        return pulled;
    }

    @Override
    public @Nullable Fields trailers() {
        return sender.trailers();
    }
}
