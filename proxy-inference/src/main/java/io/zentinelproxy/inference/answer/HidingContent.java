package io.zentinelproxy.inference.answer;

import io.zentinelproxy.core.exchange.BodyPump;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.Fields;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * An event stream without the usage that only the proxy asked for; all other octets go on as they are. What is complete goes on at once; the event
 * that is not waits here until it is, or until it is longer than {@link AnswerMeter#MAX_HELD_OCTETS}. Belongs to the thread of its exchange.
 */
final class HidingContent implements BodySource, EventLines.Listener {
    private static final int FIRST_ROOM = 2 * 1024;
    private static final int LEAST_PULL = 512;

    private final BodySource content;
    private final AnswerMeter meter;
    private final AnswerReader reader;
    private final EventLines lines;
    private final OctetQueue out = new OctetQueue();

    /** What has come and is not decided: from {@code block}, where the event begins, to {@code to}. */
    private byte[] held = new byte[FIRST_ROOM];

    private int block;
    private int to;

    /** The offset of {@code held[0]} in what has come. */
    private long base;

    /** Whether what was decided last was left out. */
    private boolean dropped;

    /** Whether it ended in CR: a LF that follows belongs to it. */
    private boolean endedByReturn;

    /** Whether the event has grown too long, and goes by. */
    private boolean passing;

    private boolean ended;
    private long pulled;
    private long turn = BodyPump.FAIR_SHARE;

    HidingContent(BodySource content, AnswerMeter meter) {
        this.content = content;
        this.meter = meter;
        reader = meter.reader();
        lines = new EventLines(reader, this);
    }

    @Override
    public int pull(ByteBuffer into) throws Fault {
        while (out.isEmpty()) {
            if (ended) {
                return -1;
            }
            take();
        }
        int moved = out.moveTo(into);
        pulled += moved;
        return moved;
    }

    private void take() throws Fault {
        makeRoom();
        int more;
        try {
            more = content.pull(ByteBuffer.wrap(held, to, held.length - to));
        } catch (Fault broken) {
            meter.arrived(Arrival.BROKEN);
            throw broken;
        }
        if (more > 0) {
            int start = to;
            to += more;
            lines.feed(held, start, to, base);
            turn = BodyPump.letOthers(turn, more);
        }
        takeLineFeed();
        if (more < 0 || content.isFinished()) {
            end();
        } else if (passing || to - block >= AnswerMeter.MAX_HELD_OCTETS) {
            passing = true;
            pass(to);
        }
    }

    private void end() {
        lines.end(base + to);
        pass(to);
        ended = true;
        meter.arrived(Arrival.COMPLETE);
    }

    /** Moves what is not decided to the front, and has room for more. */
    private void makeRoom() {
        if (block > 0) {
            System.arraycopy(held, block, held, 0, to - block);
            base += block;
            to -= block;
            block = 0;
        }
        if (held.length - to < LEAST_PULL) {
            held = Arrays.copyOf(held, 2 * held.length);
        }
    }

    @Override
    public void eventEnded(long end, boolean data) {
        takeLineFeed();
        int until = (int) (end - base);
        endedByReturn = until > 0 && held[until - 1] == '\r';
        dropped = false;
        if (data && reader.hasTopUsage()) {
            if (passing) {
                meter.passedUnhidden();
            } else {
                hide(until);
            }
        }
        pass(until);
        passing = false;
    }

    private void hide(int until) {
        if (reader.isUsageAlone()) {
            dropped = true;
            block = until;
            return;
        }
        JsonMember member = JsonMember.of(
                held, block, until, (int) (reader.topUsageFrom() - base), (int) (reader.topUsageTo() - base));
        if (member == null) {
            meter.passedUnhidden();
            return;
        }
        pass(member.from());
        block = member.to();
    }

    @Override
    public void commentEnded(long end) {
        takeLineFeed();
        int until = (int) (end - base);
        endedByReturn = held[until - 1] == '\r';
        dropped = false;
        pass(until);
    }

    /** Many look for CR LF CR LF: half of it would leave them waiting. */
    private void takeLineFeed() {
        if (!endedByReturn || block == to) {
            return;
        }
        endedByReturn = false;
        if (held[block] != '\n') {
            return;
        }
        if (dropped) {
            block++;
        } else {
            pass(block + 1);
        }
    }

    private void pass(int until) {
        out.add(held, block, until);
        block = until;
    }

    @Override
    public boolean isFinished() {
        return ended && out.isEmpty();
    }

    /** What has come of the content may be no more than a part of an event. */
    @Override
    public boolean hasBuffered() {
        return !out.isEmpty();
    }

    @Override
    public long remaining() {
        return isFinished() ? 0 : -1;
    }

    @Override
    public long pulled() {
        return pulled;
    }

    @Override
    public @Nullable Fields trailers() {
        return content.trailers();
    }
}
