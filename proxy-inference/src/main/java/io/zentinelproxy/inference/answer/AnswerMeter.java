package io.zentinelproxy.inference.answer;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.inference.model.Api;

/**
 * Reads along with one answer as it goes by, and tells what it has used. Nothing is held back, except where a usage is hidden that only the proxy
 * asked for: then an event waits until it is complete. Belongs to the thread of its exchange.
 */
public final class AnswerMeter {
    /** Of an event that is held until it is complete; a longer one goes by as it is. */
    public static final int MAX_HELD_OCTETS = 1024 * 1024;

    private final boolean hides;
    private final boolean unread;
    private final AnswerReader reader;
    private final boolean events;
    private Arrival arrival = Arrival.OPEN;
    private boolean unhidden;

    /**
     * For an answer.
     *
     * @param eventStream whether it is one, as its Content-Type says, whatever was asked for
     * @param hidesUsage whether the client did not ask for the usage in the stream: chunks that tell nothing else are left out, and the member
     *     {@code usage} of others is
     * @param counter of what the model writes
     */
    public AnswerMeter(Api api, boolean eventStream, boolean hidesUsage, DeltaCounter counter) {
        this(api, eventStream, hidesUsage, counter, false);
    }

    private AnswerMeter(Api api, boolean eventStream, boolean hidesUsage, DeltaCounter counter, boolean unread) {
        this.unread = unread;
        events = eventStream;
        hides = hidesUsage && eventStream;
        reader = new AnswerReader(api, eventStream, counter);
    }

    /** For an answer that came with a content coding, though none was asked for: it goes on as it is, and nothing is read of it. */
    public static AnswerMeter unread(Api api, DeltaCounter counter) {
        return new AnswerMeter(api, false, false, counter, true);
    }

    /** Its content; once for a meter. */
    public BodySource wrap(BodySource content) {
        if (hides) {
            return new HidingContent(content, this);
        }
        return new MeteredContent(content, this, octets());
    }

    private OctetMeter octets() {
        if (unread) {
            return new UnreadMeter();
        }
        return events ? new EventMeter(this) : new WholeMeter(this);
    }

    /** Whether what goes on may be shorter than what comes: then its length is not known. */
    public boolean changesLength() {
        return hides;
    }

    /** What is known by now. Counts the text that is waiting to be counted. */
    public AnswerFacts facts() {
        return reader.facts(arrival, unhidden, unread);
    }

    AnswerReader reader() {
        return reader;
    }

    void arrived(Arrival how) {
        if (arrival == Arrival.OPEN) {
            arrival = how;
        }
    }

    void passedUnhidden() {
        unhidden = true;
    }
}
