package io.zentinelproxy.core.http2;

import static io.zentinelproxy.core.http2.ErrorCode.COMPRESSION_ERROR;
import static io.zentinelproxy.core.http2.ErrorCode.ENHANCE_YOUR_CALM;
import static io.zentinelproxy.core.http2.ErrorCode.FLOW_CONTROL_ERROR;
import static io.zentinelproxy.core.http2.ErrorCode.FRAME_SIZE_ERROR;
import static io.zentinelproxy.core.http2.ErrorCode.NO_ERROR;
import static io.zentinelproxy.core.http2.ErrorCode.PROTOCOL_ERROR;
import static io.zentinelproxy.core.http2.ErrorCode.STREAM_CLOSED;

import io.zentinelproxy.core.http2.hpack.Field;
import io.zentinelproxy.core.http2.hpack.SlowDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The second opinion on a client's frames, behind the preface: RFC 9113 read frame by frame, for a server that answers nothing. Says
 * what it sends all the same, and with which error it ends. Where the RFC leaves a choice, or what follows depends on more than is read
 * here, it says so.
 */
final class SlowFrames {
    private static final long MOST = Integer.MAX_VALUE;
    private static final int MAX_FRAME = 16_384;

    /** As many closed streams as a server has to remember. */
    private static final int REMEMBERED = 100;

    /** What the server's own PING says that it ends a connection with. */
    private static final String FAREWELL = "zentinel";

    /**
     * What comes of the frames.
     *
     * @param events what is sent, in words and in order
     * @param ends the codes of which one is in the last GOAWAY; empty where any may be, and other events before it
     * @param lastStream in that GOAWAY
     */
    record Verdict(List<String> events, Set<ErrorCode> ends, int lastStream) {
        boolean isCertain() {
            return !ends.isEmpty();
        }
    }

    /** The end, by which all reading stops. */
    private static final class End extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Set<ErrorCode> codes;

        private End(ErrorCode... codes) {
            super(null, null, false, false);
            this.codes = Set.of(codes);
        }
    }

    private enum State {
        OPEN,
        HALF_CLOSED,
        RESET_BY_US,
        RESET_BY_PEER,
        RESET_BY_BOTH
    }

    private record Frame(int type, int flags, int stream, ByteBuffer payload) {
        boolean has(int flag) {
            return (flags & flag) != 0;
        }

        int length() {
            return payload.remaining();
        }
    }

    private final Map<Integer, State> streams = new HashMap<>();
    private final Map<Integer, Long> windows = new HashMap<>();
    private final List<String> events = new ArrayList<>();
    private final SlowDecoder decoder = new SlowDecoder();
    private final ByteArrayOutputStream block = new ByteArrayOutputStream();
    private int blockOf;
    private boolean blockEndsStream;
    private boolean blockDependsOnItself;
    private int last;
    private long connectionWindow = 65_535;
    private long initialWindow = 65_535;
    private boolean connectProtocol;

    private SlowFrames() {}

    /** Reads all frames to the end of the octets. */
    static Verdict read(byte[] octets) {
        SlowFrames reading = new SlowFrames();
        try {
            reading.readAll(ByteBuffer.wrap(octets));
            throw new End(reading.blockOf == 0 ? new ErrorCode[] {NO_ERROR} : new ErrorCode[] {ENHANCE_YOUR_CALM});
        } catch (End end) {
            return new Verdict(reading.events, end.codes, reading.last);
        }
    }

    private void readAll(ByteBuffer octets) {
        while (octets.hasRemaining()) {
            require(octets.remaining() >= 9, cut());
            int length = (octets.get() & 0xff) << 16 | octets.getShort() & 0xffff;
            int type = octets.get() & 0xff;
            int flags = octets.get() & 0xff;
            int stream = octets.getInt() & Integer.MAX_VALUE;
            require(length <= MAX_FRAME, FRAME_SIZE_ERROR);
            require(length <= octets.remaining(), cut());
            ByteBuffer payload = octets.slice(octets.position(), length);
            octets.position(octets.position() + length);
            read(new Frame(type, flags, stream, payload));
            if (streams.values().stream().filter(state -> !isOpen(state)).count() > REMEMBERED) {
                throw new End();
            }
        }
    }

    /** What may be said where the octets end within a frame. */
    private ErrorCode[] cut() {
        return blockOf == 0 ? new ErrorCode[] {PROTOCOL_ERROR} : new ErrorCode[] {PROTOCOL_ERROR, ENHANCE_YOUR_CALM};
    }

    private static void require(boolean holds, ErrorCode... otherwise) {
        if (!holds) {
            throw new End(otherwise);
        }
    }

    private void read(Frame frame) {
        require(blockOf == 0 || frame.type() == 9 && frame.stream() == blockOf, PROTOCOL_ERROR);
        switch (frame.type()) {
            case 0 -> data(frame);
            case 1 -> headers(frame);
            case 2 -> priority(frame);
            case 3 -> reset(frame);
            case 4 -> settings(frame);
            case 5 -> throw new End(PROTOCOL_ERROR);
            case 6 -> ping(frame);
            case 7 -> goAway(frame);
            case 8 -> windowUpdate(frame);
            case 9 -> continuation(frame);
            case 16 -> priorityUpdate(frame);
            default -> {}
        }
    }

    private static boolean isOpen(State state) {
        return state == State.OPEN || state == State.HALF_CLOSED;
    }

    private boolean isOpen(int stream) {
        return isOpen(streams.getOrDefault(stream, State.RESET_BY_BOTH));
    }

    private boolean isIdle(int stream) {
        return stream > last || stream % 2 == 0;
    }

    private void resetByUs(int stream, ErrorCode code) {
        events.add("reset " + stream + " " + code);
        streams.put(stream, State.RESET_BY_US);
    }

    /** An error of a stream; where it is not open there is nothing to reset, and the connection ends. */
    private void streamError(int stream, ErrorCode code) {
        require(isOpen(stream), code);
        resetByUs(stream, code);
    }

    private static void unpad(Frame frame) {
        if (frame.has(8)) {
            require(frame.length() > 0, FRAME_SIZE_ERROR, PROTOCOL_ERROR);
            int padding = frame.payload().get() & 0xff;
            require(padding <= frame.length(), PROTOCOL_ERROR);
            frame.payload().limit(frame.payload().limit() - padding);
        }
    }

    private void data(Frame frame) {
        require(frame.stream() != 0, PROTOCOL_ERROR);
        unpad(frame);
        switch (streams.get(frame.stream())) {
            case OPEN -> {
                if (frame.has(1)) {
                    streams.put(frame.stream(), State.HALF_CLOSED);
                }
            }
            case HALF_CLOSED -> resetByUs(frame.stream(), STREAM_CLOSED);
            case RESET_BY_US -> {}
            case RESET_BY_PEER -> throw new End(STREAM_CLOSED);
            case RESET_BY_BOTH -> throw new End();
            case null ->
                throw isIdle(frame.stream()) ? new End(PROTOCOL_ERROR) : new End(STREAM_CLOSED, PROTOCOL_ERROR);
        }
    }

    private void headers(Frame frame) {
        require(frame.stream() != 0, PROTOCOL_ERROR);
        unpad(frame);
        boolean dependsOnItself = false;
        if (frame.has(0x20)) {
            require(frame.length() >= 5, FRAME_SIZE_ERROR, PROTOCOL_ERROR);
            dependsOnItself = (frame.payload().getInt() & Integer.MAX_VALUE) == frame.stream();
            frame.payload().get();
        }
        block.reset();
        blockOf = frame.stream();
        blockEndsStream = frame.has(1);
        blockDependsOnItself = dependsOnItself;
        fragment(frame);
    }

    private void continuation(Frame frame) {
        require(blockOf != 0, PROTOCOL_ERROR);
        fragment(frame);
    }

    private void fragment(Frame frame) {
        byte[] octets = new byte[frame.length()];
        frame.payload().get(octets);
        block.writeBytes(octets);
        if (frame.has(4)) {
            int stream = blockOf;
            blockOf = 0;
            section(stream);
        }
    }

    private void section(int stream) {
        State state = streams.get(stream);
        if (state == null) {
            require(stream % 2 == 1 && stream > last, PROTOCOL_ERROR, COMPRESSION_ERROR);
            last = stream;
        }
        require(state != State.HALF_CLOSED && state != State.RESET_BY_PEER, STREAM_CLOSED, COMPRESSION_ERROR);
        require(state != State.RESET_BY_BOTH);
        List<Field> fields = decode();
        if (state == null && !blockDependsOnItself) {
            streams.put(stream, blockEndsStream ? State.HALF_CLOSED : State.OPEN);
            windows.put(stream, initialWindow);
        } else if (state == null || state == State.OPEN && (blockDependsOnItself || !blockEndsStream)) {
            resetByUs(stream, PROTOCOL_ERROR);
        } else if (state == State.OPEN && fields.isEmpty()) {
            streams.put(stream, State.HALF_CLOSED);
        } else if (state != State.RESET_BY_US || blockDependsOnItself) {
            // Trailers, whose fields are not judged here, or one error upon the other.
            throw new End();
        }
    }

    private List<Field> decode() {
        try {
            return decoder.decode(block.toByteArray());
        } catch (SlowDecoder.Malformed malformed) {
            throw new End(COMPRESSION_ERROR);
        }
    }

    private void priority(Frame frame) {
        require(frame.stream() != 0, PROTOCOL_ERROR);
        if (frame.length() != 5) {
            streamError(frame.stream(), FRAME_SIZE_ERROR);
        } else if ((frame.payload().getInt() & Integer.MAX_VALUE) == frame.stream()) {
            streamError(frame.stream(), PROTOCOL_ERROR);
        }
    }

    private void reset(Frame frame) {
        require(frame.stream() != 0, PROTOCOL_ERROR);
        require(frame.length() == 4, FRAME_SIZE_ERROR);
        require(!isIdle(frame.stream()), PROTOCOL_ERROR);
        streams.put(frame.stream(), isOpen(frame.stream()) ? State.RESET_BY_PEER : State.RESET_BY_BOTH);
    }

    private void settings(Frame frame) {
        require(frame.stream() == 0, PROTOCOL_ERROR);
        if (frame.has(1)) {
            require(frame.length() == 0, FRAME_SIZE_ERROR);
            return;
        }
        require(frame.length() % 6 == 0, FRAME_SIZE_ERROR);
        while (frame.payload().hasRemaining()) {
            setting(frame.payload().getShort() & 0xffff, frame.payload().getInt() & 0xffff_ffffL);
        }
        events.add("settings");
    }

    private void setting(int id, long value) {
        switch (id) {
            case 2, 9 -> require(value <= 1, PROTOCOL_ERROR);
            case 4 -> {
                require(value <= MOST, FLOW_CONTROL_ERROR);
                long change = value - initialWindow;
                initialWindow = value;
                windows.replaceAll((stream, window) -> window + change);
                windows.forEach((stream, window) -> require(!isOpen(stream) || window <= MOST, FLOW_CONTROL_ERROR));
            }
            case 5 -> require(value >= MAX_FRAME && value < 1 << 24, PROTOCOL_ERROR);
            case 8 -> {
                require(value == 1 || value == 0 && !connectProtocol, PROTOCOL_ERROR);
                connectProtocol = value == 1;
            }
            default -> {}
        }
    }

    private void ping(Frame frame) {
        require(frame.stream() == 0, PROTOCOL_ERROR);
        require(frame.length() == 8, FRAME_SIZE_ERROR);
        String said = text(frame.payload());
        require(!frame.has(1) || !said.equals(FAREWELL));
        if (!frame.has(1)) {
            events.add("ping " + said);
        }
    }

    /** A payload, an octet a character. */
    static String text(ByteBuffer payload) {
        byte[] octets = new byte[payload.remaining()];
        payload.get(octets);
        return new String(octets, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** A connection whose client goes away ends when it has nothing to do, which is not always the same. */
    private static void goAway(Frame frame) {
        require(frame.stream() == 0, PROTOCOL_ERROR);
        require(frame.length() >= 8, FRAME_SIZE_ERROR);
        throw new End();
    }

    private void windowUpdate(Frame frame) {
        require(frame.length() == 4, FRAME_SIZE_ERROR);
        long by = frame.payload().getInt() & MOST;
        int stream = frame.stream();
        if (stream == 0) {
            require(by > 0, PROTOCOL_ERROR);
            connectionWindow += by;
            require(connectionWindow <= MOST, FLOW_CONTROL_ERROR);
            return;
        }
        require(!isIdle(stream), PROTOCOL_ERROR);
        if (by == 0) {
            streamError(stream, PROTOCOL_ERROR);
        } else if (isOpen(stream) && windows.merge(stream, by, Long::sum) > MOST) {
            resetByUs(stream, FLOW_CONTROL_ERROR);
        }
    }

    private static void priorityUpdate(Frame frame) {
        require(frame.stream() == 0, PROTOCOL_ERROR);
        require(frame.length() >= 4, FRAME_SIZE_ERROR);
        require((frame.payload().getInt() & Integer.MAX_VALUE) != 0, PROTOCOL_ERROR);
    }
}
