package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.http2.hpack.FieldSection;
import io.zentinelproxy.core.http2.hpack.HpackDecoder;
import io.zentinelproxy.core.http2.hpack.HpackFault;
import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What each frame does (RFC 9113 section 6). Belongs to the reading thread of its connection. */
final class FrameDispatch {
    /** The dynamic table that we let the peer have: RFC 9113's default, so that it need not be said. */
    static final int TABLE_OCTETS = 4096;

    /** Octets of all fragments of a field block: four times what may come of the largest head usual, as a field may grow by its coding. */
    private static final int MAX_BLOCK_OCTETS = 256 * 1024;

    private static final int PRIORITY_OCTETS = 5;

    private final Http2Connection connection;
    private final FrameInput in;
    private final Output output;
    private final StreamTable streams;
    private final HpackDecoder decoder = new HpackDecoder(TABLE_OCTETS);
    private final HeaderBlock block = new HeaderBlock(MAX_BLOCK_OCTETS);
    private final ReceivedSettings settings;
    private long messagesAtPing = -1;

    FrameDispatch(Http2Connection connection) {
        this.connection = connection;
        in = connection.input();
        output = connection.output();
        streams = connection.streams();
        settings = new ReceivedSettings(connection);
    }

    /** Takes frames until the connection ends. */
    void run() throws IOException, ConnectionError {
        boolean first = true;
        while (in.next()) {
            connection.check();
            if (first && (in.type() != Frames.SETTINGS || in.has(Frames.ACK))) {
                throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "settings_missing");
            }
            first = false;
            try {
                frame();
            } catch (StreamError e) {
                connection.resetForError(e.stream(), e.code());
            }
        }
        connection.check();
        if (block.isOpen()) {
            throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "late_header_block");
        }
        if (in.isCut()) {
            throw protocolError("cut_frame");
        }
    }

    private void frame() throws ConnectionError, StreamError {
        if (block.isOpen() && (in.type() != Frames.CONTINUATION || in.stream() != block.stream())) {
            throw protocolError("header_block_interrupted");
        }
        switch (in.type()) {
            case Frames.DATA -> data();
            case Frames.HEADERS -> headers();
            case Frames.PRIORITY -> priority();
            case Frames.RST_STREAM -> reset();
            case Frames.SETTINGS -> settings();
            case Frames.PUSH_PROMISE -> throw protocolError("push_promise");
            case Frames.PING -> ping();
            case Frames.GOAWAY -> goAway();
            case Frames.WINDOW_UPDATE -> windowUpdate();
            case Frames.CONTINUATION -> continuation();
            case Frames.PRIORITY_UPDATE -> priorityUpdate();
            default -> connection.budget().odd(OddEvents.Kind.UNKNOWN_FRAME);
        }
    }

    private static ConnectionError protocolError(String reason) {
        return new ConnectionError(ErrorCode.PROTOCOL_ERROR, reason);
    }

    private void onStream() throws ConnectionError {
        if (in.stream() == 0) {
            throw protocolError("stream_missing");
        }
    }

    private void onConnection() throws ConnectionError {
        if (in.stream() != 0) {
            throw protocolError("stream_unexpected");
        }
    }

    private void sized(int octets) throws ConnectionError {
        if (in.length() != octets) {
            throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "bad_frame_size");
        }
    }

    private void data() throws ConnectionError, StreamError {
        onStream();
        int whole = in.length();
        connection.arrived(whole);
        in.unpad();
        boolean last = in.has(Frames.END_STREAM);
        Stream stream = streams.get(in.stream());
        if (stream == null || stream.isEnded()) {
            connection.credit(whole);
            lateData(stream);
            return;
        }
        stream.received(Frames.HEADER + whole);
        if (!stream.owner().takesContent()) {
            connection.credit(whole);
            throw new StreamError(stream.id(), ErrorCode.PROTOCOL_ERROR);
        }
        if (in.length() == 0 && !last) {
            connection.budget().odd(OddEvents.Kind.EMPTY_FRAME);
        }
        int padding = whole - in.length();
        if (last) {
            stream.ended();
        }
        switch (stream.input().put(in.octets(), in.start(), in.length(), padding, last)) {
            case TAKEN -> connection.credit(padding);
            case DISCARDED -> connection.credit(whole);
            case BEYOND_WINDOW -> {
                connection.credit(whole);
                throw new StreamError(stream.id(), ErrorCode.FLOW_CONTROL_ERROR);
            }
            case NOT_HELD -> {
                connection.credit(whole);
                stream.owner().onNotHeld();
            }
        }
        if (last) {
            connection.closeIfEnded(stream);
        }
    }

    /** Content of a stream that is over: of one that we have reset it may have been under way. */
    private void lateData(@Nullable Stream ended) throws ConnectionError, StreamError {
        int id = in.stream();
        if (ended != null) {
            throw new StreamError(id, ErrorCode.STREAM_CLOSED);
        }
        if (connection.isIdle(id)) {
            throw protocolError("data_on_idle_stream");
        }
        StreamTable.Closed how = streams.closed(id);
        // All those that we have opened were open: one that is forgotten was closed long ago, and an origin may be slow
        // to notice.
        if (how == StreamTable.Closed.RESET_BY_US || how == StreamTable.Closed.UNKNOWN && !connection.isServer()) {
            connection.budget().late(in.length());
            return;
        }
        throw new ConnectionError(ErrorCode.STREAM_CLOSED, "data_on_closed_stream");
    }

    private void headers() throws ConnectionError, StreamError {
        onStream();
        int octets = Frames.HEADER + in.length();
        in.unpad();
        boolean selfDependent = false;
        if (in.has(Frames.WITH_PRIORITY)) {
            if (in.length() < PRIORITY_OCTETS) {
                throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "bad_frame_size");
            }
            selfDependent = Frames.int31(in.octets(), in.start()) == in.stream();
            in.skip(PRIORITY_OCTETS);
        }
        boolean last = in.has(Frames.END_STREAM);
        if (in.has(Frames.END_HEADERS)) {
            section(in.stream(), in.octets(), in.start(), in.end(), last, selfDependent, octets);
            return;
        }
        if (in.length() == 0) {
            connection.budget().odd(OddEvents.Kind.EMPTY_FRAME);
        }
        Transport transport = connection.transport();
        transport.deadline(connection.sweep().now() + connection.patience());
        block.begin(in.stream(), last, selfDependent);
        block.add(in.octets(), in.start(), in.end());
        block.count(octets);
    }

    private void continuation() throws ConnectionError, StreamError {
        if (!block.isOpen()) {
            throw protocolError("continuation_of_nothing");
        }
        boolean end = in.has(Frames.END_HEADERS);
        connection.budget().odd(in.length() == 0 && !end ? OddEvents.Kind.EMPTY_FRAME : OddEvents.Kind.CONTINUATION);
        block.add(in.octets(), in.start(), in.end());
        block.count(Frames.HEADER + in.length());
        if (end) {
            connection.transport().deadline(Transport.NO_DEADLINE);
            int stream = block.stream();
            byte[] octets = block.octets();
            int length = block.length();
            block.end();
            section(stream, octets, 0, length, block.isLast(), block.isSelfDependent(), block.counted());
        }
    }

    private void section(
            int id, byte[] octets, int start, int end, boolean last, boolean selfDependent, int frameOctets)
            throws ConnectionError, StreamError {
        Stream stream = streams.get(id);
        if (stream != null && stream.isEnded()) {
            throw new ConnectionError(ErrorCode.STREAM_CLOSED, "headers_on_ended_stream");
        }
        if (selfDependent && stream == null) {
            connection.usedUp(id);
        }
        boolean refused = selfDependent || stream != null && stream.isConnected();
        SectionTarget target = refused ? null : stream == null ? connection.newStream(id, last) : stream.owner();
        FieldSection into = target == null ? connection.discarded() : target.section();
        into.reset();
        try {
            decoder.decode(octets, start, end, into);
        } catch (HpackFault e) {
            throw new ConnectionError(ErrorCode.COMPRESSION_ERROR, "bad_header_block");
        }
        if (target == null) {
            throw new StreamError(id, ErrorCode.PROTOCOL_ERROR);
        }
        if (stream != null) {
            stream.received(frameOctets);
        }
        target.onSection(last, frameOctets);
    }

    private void priority() throws ConnectionError, StreamError {
        onStream();
        connection.budget().prioritized();
        if (in.length() != PRIORITY_OCTETS) {
            errorOfStream(ErrorCode.FRAME_SIZE_ERROR, "bad_frame_size");
        } else if (Frames.int31(in.octets(), in.start()) == in.stream()) {
            errorOfStream(ErrorCode.PROTOCOL_ERROR, "dependent_on_itself");
        }
    }

    /**
     * An error of a stream that may be idle or closed, on which no RST_STREAM may be sent (RFC 9113 section 5.1). One that we have reset
     * is no error any more: the frame was under way, and its peer need not know yet.
     */
    private void errorOfStream(ErrorCode code, String reason) throws ConnectionError, StreamError {
        if (streams.get(in.stream()) == null) {
            if (streams.closed(in.stream()) == StreamTable.Closed.RESET_BY_US) {
                return;
            }
            throw new ConnectionError(code, reason);
        }
        throw new StreamError(in.stream(), code);
    }

    private void reset() throws ConnectionError {
        onStream();
        sized(Integer.BYTES);
        if (connection.isIdle(in.stream())) {
            throw protocolError("reset_of_idle_stream");
        }
        Stream stream = streams.get(in.stream());
        countReset(stream);
        if (stream == null) {
            streams.remember(in.stream(), StreamTable.Closed.RESET_BY_PEER);
        } else {
            connection.resetByPeer(stream, ErrorCode.of(Frames.int32(in.octets(), in.start())));
        }
    }

    /**
     * An origin resets no more open streams than we open for it. A client that has the whole of its answer, and resets what it still had to say, ends no work
     * by that; nor does who has not seen our reset yet.
     */
    private void countReset(@Nullable Stream stream) {
        if (stream == null && streams.closed(in.stream()) == StreamTable.Closed.RESET_BY_US) {
            connection.budget().late(in.length());
        } else if (stream == null || connection.isServer() && !stream.isComplete()) {
            connection.budget().odd(OddEvents.Kind.RESET_BY_PEER);
        }
    }

    private void settings() throws ConnectionError {
        onConnection();
        if (in.has(Frames.ACK)) {
            sized(0);
            connection.budget().odd(OddEvents.Kind.ACKNOWLEDGEMENT);
            connection.settled();
            return;
        }
        settings.take();
    }

    private void ping() throws ConnectionError {
        onConnection();
        sized(Long.BYTES);
        if (in.has(Frames.ACK)) {
            long payload = (long) Frames.int32(in.octets(), in.start()) << 32
                    | Frames.int32(in.octets(), in.start() + 4) & 0xffff_ffffL;
            connection.budget().odd(OddEvents.Kind.ACKNOWLEDGEMENT);
            connection.onPong(payload);
            return;
        }
        // Peers measure the bandwidth by a ping for what they have received: that is not odd.
        long messages = output.messages();
        if (messages == messagesAtPing) {
            connection.budget().odd(OddEvents.Kind.PING);
        }
        messagesAtPing = messages;
        output.control(Frames.PING, Frames.ACK, 0, Arrays.copyOfRange(in.octets(), in.start(), in.end()));
    }

    private void goAway() throws ConnectionError {
        onConnection();
        if (in.length() < 2 * Integer.BYTES) {
            throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "bad_frame_size");
        }
        int last = Frames.int31(in.octets(), in.start());
        connection.onGoAway(last, ErrorCode.of(Frames.int32(in.octets(), in.start() + Integer.BYTES)));
    }

    private void windowUpdate() throws ConnectionError, StreamError {
        sized(Integer.BYTES);
        int increment = Frames.int31(in.octets(), in.start());
        if (Http2Connection.isTiny(increment)) {
            connection.budget().odd(OddEvents.Kind.TINY_WINDOW_UPDATE);
        }
        if (in.stream() == 0) {
            if (increment == 0) {
                throw protocolError("empty_window_update");
            }
            if (!output.windowUpdate(increment)) {
                throw new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "window_overflow");
            }
            return;
        }
        if (connection.isIdle(in.stream())) {
            throw protocolError("window_update_of_idle_stream");
        }
        if (increment == 0) {
            errorOfStream(ErrorCode.PROTOCOL_ERROR, "empty_window_update");
        }
        Stream stream = streams.get(in.stream());
        if (stream != null && !output.windowUpdate(stream.outgoing(), increment)) {
            throw new StreamError(stream.id(), ErrorCode.FLOW_CONTROL_ERROR);
        }
    }

    private void priorityUpdate() throws ConnectionError {
        onConnection();
        if (!connection.isServer()) {
            throw protocolError("priority_update");
        }
        if (in.length() < Integer.BYTES) {
            throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "bad_frame_size");
        }
        connection.budget().prioritized();
        int stream = Frames.int31(in.octets(), in.start());
        if (stream == 0) {
            throw protocolError("stream_missing");
        }
        connection.onPriority(stream, Urgency.parse(in.octets(), in.start() + Integer.BYTES, in.end()));
    }
}
