package io.zentinelproxy.core.testkit.h2;

import io.zentinelproxy.core.testkit.Fields;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What has come on a connection, and what is to be said in answer of itself. Guarded by the connection's lock. */
final class H2State {
    private static final int KEPT_FRAMES = 10_000;
    private static final int TOLD_FRAMES = 40;

    private final H2Connection connection;
    private final Map<Integer, H2Stream> streams = new LinkedHashMap<>();
    private final H2Flow flow = new H2Flow(streams.values());
    private final HpackReader hpack = new HpackReader(4096);
    private final List<H2Frame> frames = new ArrayList<>();
    private final Map<Integer, Long> counts = new TreeMap<>();
    private final Map<Integer, Long> settings = new TreeMap<>();
    private final List<String> violations = new ArrayList<>();
    private int settingsAcks;

    /** The beginning of a field block whose end has not come. */
    private @Nullable H2Frame beginning;

    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private @Nullable H2Stream opened;

    H2State(H2Connection connection) {
        this.connection = connection;
    }

    List<H2Frame> frames() {
        return frames;
    }

    long count(int type) {
        return counts.getOrDefault(type, 0L);
    }

    @Nullable
    Long setting(int identifier) {
        return settings.get(identifier);
    }

    int settingsAcks() {
        return settingsAcks;
    }

    @Nullable
    H2Stream stream(int id) {
        return streams.get(id);
    }

    H2Flow flow() {
        return flow;
    }

    /** The stream that the last frame has opened, once. */
    @Nullable
    H2Stream takeOpened() {
        H2Stream taken = opened;
        opened = null;
        return taken;
    }

    void failOnViolations() {
        if (!violations.isEmpty()) {
            throw new AssertionError("the peer broke RFC 9113: " + violations + "; received " + this);
        }
    }

    private void violated(String how, H2Frame frame) {
        violations.add(how + " by " + frame);
    }

    /** Takes a frame. @return what to answer */
    List<H2Frame> received(H2Frame frame) {
        counts.merge(frame.type(), 1L, Long::sum);
        if (frame.type() != H2Frame.DATA && frames.size() < KEPT_FRAMES) {
            frames.add(frame);
        }
        if (frame.payload().length > flow.ourMaxFrame()) {
            violated("frame size exceeded", frame);
        }
        if (beginning != null && (frame.type() != H2Frame.CONTINUATION || frame.stream() != beginning.stream())) {
            violated("field block interrupted", frame);
        }
        try {
            return taken(frame);
        } catch (IndexOutOfBoundsException tooShort) {
            violated("too short a payload", frame);
            return List.of();
        }
    }

    private List<H2Frame> taken(H2Frame frame) {
        return switch (frame.type()) {
            case H2Frame.DATA -> data(frame);
            case H2Frame.HEADERS, H2Frame.CONTINUATION -> fieldBlock(frame);
            case H2Frame.RST_STREAM -> reset(frame);
            case H2Frame.SETTINGS -> settings(frame);
            case H2Frame.PING -> ping(frame);
            case H2Frame.WINDOW_UPDATE -> windowUpdate(frame);
            default -> List.of();
        };
    }

    private List<H2Frame> data(H2Frame frame) {
        H2Stream stream = streams.get(frame.stream());
        byte[] content = frame.inner();
        if (stream == null || content == null || !stream.receivesContent()) {
            violated("DATA where none may be", frame);
            return List.of();
        }
        boolean inStream = stream.window().receive(frame.payload().length);
        if (!flow.connection().receive(frame.payload().length) || !inStream) {
            violated("window exceeded", frame);
        }
        stream.received(frame, content);
        return connection.options.opensWindows() ? flow.giveBack(stream, frame.has(H2Frame.END_STREAM)) : List.of();
    }

    private List<H2Frame> fieldBlock(H2Frame frame) {
        if (frame.type() == H2Frame.CONTINUATION && beginning == null) {
            violated("nothing to be continued", frame);
            return List.of();
        }
        H2Frame first = beginning == null ? frame : beginning;
        byte[] piece = frame.inner();
        if (piece == null) {
            violated("too much padding", frame);
            return List.of();
        }
        block.writeBytes(piece);
        H2Stream stream = streams.computeIfAbsent(first.stream(), this::newStream);
        stream.receivedOnWire(frame);
        beginning = frame.has(H2Frame.END_HEADERS) ? null : first;
        if (beginning == null) {
            endOfBlock(first, stream);
        }
        return List.of();
    }

    private H2Stream newStream(int id) {
        if (connection instanceof H2Client) {
            violations.add("stream " + id + " opened by the server");
        }
        return new H2Stream(connection, id, flow.newWindow());
    }

    private void endOfBlock(H2Frame first, H2Stream stream) {
        try {
            Fields section = hpack.read(block.toByteArray());
            if (stream.hasEnded()) {
                violated("field section after the stream's end", first);
            }
            if (stream.sections().isEmpty()) {
                opened = stream;
            }
            stream.received(section, first.has(H2Frame.END_STREAM));
        } catch (IllegalArgumentException malformed) {
            violated("field block malformed (" + malformed.getMessage() + ")", first);
        } finally {
            block.reset();
        }
    }

    private List<H2Frame> reset(H2Frame frame) {
        H2Stream stream = streams.get(frame.stream());
        if (stream == null) {
            violated("no such stream", frame);
        } else {
            stream.receivedReset(H2Code.of((int) frame.number(0)));
        }
        return List.of();
    }

    private List<H2Frame> settings(H2Frame frame) {
        if (frame.has(H2Frame.ACK)) {
            settingsAcks++;
            flow.acknowledged();
            return List.of();
        }
        flow.told(frame);
        for (int i = 0; i < frame.payload().length; i += 6) {
            settings.put(H2Flow.identifier(frame, i), frame.number(i + 2));
        }
        return connection.options.acknowledges() ? List.of(H2Frame.settingsAck()) : List.of();
    }

    private List<H2Frame> ping(H2Frame frame) {
        boolean answer = connection.options.pongs() && !frame.has(H2Frame.ACK);
        return answer ? List.of(frame.withFlags(H2Frame.ACK)) : List.of();
    }

    private List<H2Frame> windowUpdate(H2Frame frame) {
        H2Stream stream = streams.get(frame.stream());
        if (frame.number(0) == 0) {
            violated("increment of nothing", frame);
        }
        if (frame.stream() == 0) {
            flow.connection().allowSending(frame.number(0));
        } else if (stream != null) {
            stream.window().allowSending(frame.number(0));
        } else {
            violated("no such stream", frame);
        }
        return List.of();
    }

    /** A frame of ours is about to be sent. */
    void sending(H2Frame frame) {
        H2Stream stream = streams.get(frame.stream());
        switch (frame.type()) {
            case H2Frame.SETTINGS -> {
                if (!frame.has(H2Frame.ACK)) {
                    flow.announced(frame);
                }
            }
            case H2Frame.WINDOW_UPDATE -> allowReceiving(frame, stream);
            case H2Frame.DATA -> {
                if (stream != null) {
                    flow.sent(stream, frame.payload().length);
                }
            }
            case H2Frame.HEADERS -> {
                if (connection instanceof H2Client && frame.stream() != 0) {
                    stream = streams.computeIfAbsent(
                            frame.stream(), id -> new H2Stream(connection, id, flow.newWindow()));
                }
            }
            default -> {}
        }
        if (stream != null) {
            stream.sending(frame);
        }
    }

    private void allowReceiving(H2Frame frame, @Nullable H2Stream stream) {
        if (frame.payload().length < 4) {
            return;
        }
        if (frame.stream() == 0) {
            flow.connection().allowReceiving(frame.number(0));
        } else if (stream != null) {
            stream.window().allowReceiving(frame.number(0));
        }
    }

    /** The last frames that came. */
    @Override
    public String toString() {
        List<H2Frame> last = frames.subList(Math.max(0, frames.size() - TOLD_FRAMES), frames.size());
        return "frames by type " + counts + ", the last but for DATA " + last + ", streams " + streams.values();
    }
}
