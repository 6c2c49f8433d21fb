package io.zentinelproxy.inference.answer;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.PassedContent;
import io.zentinelproxy.core.fault.Fault;
import java.nio.ByteBuffer;

/** An answer that goes on as it comes, octet by octet, while it is read. */
final class MeteredContent extends PassedContent {
    private static final int MOST_SCRATCH = 8 * 1024;
    private static final byte[] NOTHING = {};

    private final AnswerMeter meter;
    private final OctetMeter octets;

    /** The buffers of connections are outside the heap; octets are read faster from an array. */
    private byte[] scratch = NOTHING;

    private long read;
    private boolean ended;

    MeteredContent(BodySource content, AnswerMeter meter, OctetMeter octets) {
        super(content);
        this.meter = meter;
        this.octets = octets;
    }

    @Override
    public int pull(ByteBuffer into) throws Fault {
        int start = into.position();
        int pulled;
        try {
            pulled = content.pull(into);
        } catch (Fault broken) {
            meter.arrived(Arrival.BROKEN);
            throw broken;
        }
        if (pulled > 0) {
            read(into, start, pulled);
        }
        if (!ended && (pulled < 0 || content.isFinished())) {
            ended = true;
            octets.end(read);
            meter.arrived(Arrival.COMPLETE);
        }
        return pulled;
    }

    private void read(ByteBuffer from, int start, int count) {
        if (from.hasArray()) {
            octets.feed(from.array(), from.arrayOffset() + start, from.arrayOffset() + start + count, read);
            read += count;
            return;
        }
        if (scratch.length < Math.min(count, MOST_SCRATCH)) {
            scratch = new byte[Math.min(count, MOST_SCRATCH)];
        }
        for (int done = 0; done < count; ) {
            int piece = Math.min(count - done, scratch.length);
            from.get(start + done, scratch, 0, piece);
            octets.feed(scratch, 0, piece, read);
            read += piece;
            done += piece;
        }
    }
}
