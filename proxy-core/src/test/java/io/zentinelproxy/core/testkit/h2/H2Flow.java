package io.zentinelproxy.core.testkit.h2;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * The windows of a connection and what SETTINGS do to them. A setting of ours that allows more counts from when it is sent, one that
 * allows less from when it is acknowledged. Guarded by its connection's lock.
 */
final class H2Flow {
    private static final int SMALLEST_MAX_FRAME = 16_384;

    private final H2Window connection = new H2Window(H2Window.USUAL, H2Window.USUAL);
    private final Collection<H2Stream> streams;

    private long ourInitial = H2Window.USUAL;
    private long theirInitial = H2Window.USUAL;
    private int ourMaxFrame = SMALLEST_MAX_FRAME;
    private int theirMaxFrame = SMALLEST_MAX_FRAME;

    /** Initial windows that our SETTINGS have lowered, one element a frame, until the peer has said yes. */
    private final Deque<List<Long>> lowered = new ArrayDeque<>();

    H2Flow(Collection<H2Stream> streams) {
        this.streams = streams;
    }

    H2Window newWindow() {
        return new H2Window(theirInitial, ourInitial);
    }

    int ourMaxFrame() {
        return ourMaxFrame;
    }

    /** SETTINGS of ours are being sent. */
    void announced(H2Frame settings) {
        List<Long> later = new ArrayList<>();
        for (int i = 0; i + 6 <= settings.payload().length; i += 6) {
            long value = settings.number(i + 2);
            switch (identifier(settings, i)) {
                case H2Options.INITIAL_WINDOW_SIZE -> lowerLater(value, later);
                case H2Options.MAX_FRAME_SIZE -> ourMaxFrame = (int) Math.max(value, ourMaxFrame);
                default -> {}
            }
        }
        lowered.add(later);
    }

    private void lowerLater(long value, List<Long> later) {
        if (value > ourInitial) {
            setOurInitial(value);
        } else {
            later.add(value);
        }
    }

    void acknowledged() {
        List<Long> values = lowered.poll();
        if (values != null) {
            values.forEach(this::setOurInitial);
        }
    }

    private void setOurInitial(long value) {
        streams.forEach(stream -> stream.window().allowReceiving(value - ourInitial));
        ourInitial = value;
    }

    /** SETTINGS of the peer have come. */
    void told(H2Frame settings) {
        for (int i = 0; i + 6 <= settings.payload().length; i += 6) {
            long value = settings.number(i + 2);
            switch (identifier(settings, i)) {
                case H2Options.INITIAL_WINDOW_SIZE -> setTheirInitial(value);
                case H2Options.MAX_FRAME_SIZE -> theirMaxFrame = (int) value;
                default -> {}
            }
        }
    }

    private void setTheirInitial(long value) {
        streams.forEach(stream -> stream.window().allowSending(value - theirInitial));
        theirInitial = value;
    }

    static int identifier(H2Frame settings, int offset) {
        return (settings.payload()[offset] & 0xff) << 8 | settings.payload()[offset + 1] & 0xff;
    }

    H2Window connection() {
        return connection;
    }

    /** How much of this may be sent on the stream now, in one frame. */
    int sendable(H2Stream stream, int wanted) {
        long allowed = Math.min(stream.window().toSend(), connection.toSend());
        return (int) Math.max(0, Math.min(wanted, Math.min(allowed, theirMaxFrame)));
    }

    /** So many octets of DATA are being sent. */
    void sent(H2Stream stream, int octets) {
        stream.window().allowSending(-octets);
        connection.allowSending(-octets);
    }

    /** DATA have come. @return what to send back */
    List<H2Frame> giveBack(H2Stream stream, boolean ended) {
        List<H2Frame> updates = new ArrayList<>();
        long ofConnection = connection.giveBack(H2Window.USUAL);
        if (ofConnection > 0) {
            updates.add(H2Frame.windowUpdate(0, ofConnection));
        }
        long ofStream = ended ? 0 : stream.window().giveBack(ourInitial);
        if (ofStream > 0) {
            updates.add(H2Frame.windowUpdate(stream.id(), ofStream));
        }
        return updates;
    }
}
