package io.zentinelproxy.core.http2;

/** What the peer's SETTINGS do (RFC 9113 section 6.5). Belongs to the reading thread of its connection. */
final class ReceivedSettings {
    private static final int SETTING = 6;

    private final Http2Connection connection;
    private final FrameInput in;
    private final Output output;
    private final StreamTable streams;

    ReceivedSettings(Http2Connection connection) {
        this.connection = connection;
        in = connection.input();
        output = connection.output();
        streams = connection.streams();
    }

    /** Takes the frame that has come, which is no acknowledgement, and acknowledges it. */
    void take() throws ConnectionError {
        if (in.length() % SETTING != 0) {
            throw new ConnectionError(ErrorCode.FRAME_SIZE_ERROR, "bad_frame_size");
        }
        connection.budget().odd(OddEvents.Kind.SETTINGS);
        // As a whole: a head that allows itself a larger table must not leave before the acknowledgement, by which the
        // peer makes it larger.
        synchronized (output) {
            for (int at = in.start(); at < in.end(); at += SETTING) {
                int id = (in.octets()[at] & 0xff) << 8 | in.octets()[at + 1] & 0xff;
                setting(id, Frames.int32(in.octets(), at + 2));
            }
            output.control(Frames.SETTINGS, Frames.ACK, 0, new byte[0]);
        }
        connection.onSettings();
    }

    private void setting(int id, int value) throws ConnectionError {
        switch (id) {
            case Frames.SETTING_HEADER_TABLE_SIZE -> output.tableSize(value < 0 ? Integer.MAX_VALUE : value);
            case Frames.SETTING_INITIAL_WINDOW_SIZE -> initialWindow(value);
            case Frames.SETTING_MAX_FRAME_SIZE -> {
                if (value < Frames.MAX_PAYLOAD || value >= 1 << 24) {
                    throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "bad_setting");
                }
                output.maxPayload(value);
            }
            default -> connection.peer().take(id, value, connection.isServer());
        }
    }

    /** The change holds for open streams, too, whose windows may become negative (RFC 9113 section 6.9.2). */
    private void initialWindow(int octets) throws ConnectionError {
        boolean legal = octets >= 0;
        // Guarded as a whole, so that a stream which is just being opened has either the old window and the change, or
        // the new one.
        synchronized (output) {
            int change = octets - output.initialWindow();
            output.initialWindow(octets);
            for (Stream stream : streams.all()) {
                legal &= output.windowUpdate(stream.outgoing(), change);
            }
        }
        if (!legal) {
            throw new ConnectionError(ErrorCode.FLOW_CONTROL_ERROR, "window_overflow");
        }
    }
}
