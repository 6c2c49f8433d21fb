package io.zentinelproxy.core.compress;

import io.zentinelproxy.core.compress.Encoder.Goal;
import io.zentinelproxy.core.exchange.BodyPump;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.Fields;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Content as it is compressed. What has come is passed on, so that it can be decoded, before more is waited for: an event of a stream is not
 * kept back until the next one comes. Belongs to the thread of its exchange.
 */
final class EncodedContent implements BodySource {
    private final BodySource content;
    private final Encoders.Loan loan;
    private final Encoder encoder;
    private Goal goal = Goal.GO_ON;

    /** Whether all is out that the goal asks for. */
    private boolean drained = true;

    private boolean ended;
    private long pulled;

    /** Octets of content until others get their turn. */
    private long turn = BodyPump.FAIR_SHARE;

    EncodedContent(BodySource content, Encoders.Loan loan) {
        this.content = content;
        this.loan = loan;
        encoder = loan.encoder();
    }

    @Override
    public int pull(ByteBuffer into) throws Fault {
        int start = into.position();
        while (!ended) {
            if (drained) {
                feed();
            }
            drained = encoder.pull(into);
            ended = drained && goal == Goal.END;
            int moved = into.position() - start;
            if (moved > 0) {
                pulled += moved;
                loan.count(0, moved);
                return moved;
            }
        }
        return -1;
    }

    /** Takes what is here of the content, and waits only where nothing is. */
    private void feed() throws Fault {
        ByteBuffer input = encoder.input();
        int more = content.pull(input);
        while (more > 0 && input.hasRemaining() && !content.isFinished() && content.hasBuffered()) {
            more = content.pull(input);
        }
        boolean complete = more < 0 || content.isFinished();
        goal = complete ? Goal.END : content.hasBuffered() ? Goal.GO_ON : Goal.FLUSH;
        int taken = input.position();
        loan.count(taken, 0);
        encoder.push(goal);
        drained = false;
        // Compressing takes longer than moving.
        turn = BodyPump.letOthers(turn, taken);
    }

    @Override
    public boolean isFinished() {
        return ended;
    }

    /** What has come of the content yields octets at once: its last octets are flushed. */
    @Override
    public boolean hasBuffered() {
        return !ended && (!drained || content.isFinished() || content.hasBuffered());
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
        if (trailers != null) {
            CodedFields.removeDigests(trailers);
        }
        return trailers;
    }
}
