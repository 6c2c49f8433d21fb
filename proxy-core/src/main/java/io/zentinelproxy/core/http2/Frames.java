package io.zentinelproxy.core.http2;

/** Numbers of the frame layer: types and flags (RFC 9113 section 6, RFC 9218 section 7.1), sizes and settings. */
final class Frames {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PUSH_PROMISE = 5;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;
    static final int PRIORITY_UPDATE = 16;

    static final int END_STREAM = 1;
    static final int ACK = 1;
    static final int END_HEADERS = 4;
    static final int PADDED = 8;
    static final int WITH_PRIORITY = 32;

    /** Octets of a frame's header. */
    static final int HEADER = 9;

    /** Payload of one frame that every peer takes, and the most that we do (RFC 9113 section 4.2). */
    static final int MAX_PAYLOAD = 16_384;

    /** Windows until something else is said (RFC 9113 section 6.9.2). */
    static final int DEFAULT_WINDOW = 65_535;

    /** Highest stream id and largest window. */
    static final int MAX_31 = Integer.MAX_VALUE;

    static final int SETTING_HEADER_TABLE_SIZE = 1;
    static final int SETTING_ENABLE_PUSH = 2;
    static final int SETTING_MAX_CONCURRENT_STREAMS = 3;
    static final int SETTING_INITIAL_WINDOW_SIZE = 4;
    static final int SETTING_MAX_FRAME_SIZE = 5;
    static final int SETTING_MAX_HEADER_LIST_SIZE = 6;

    /** RFC 8441 section 3. */
    static final int SETTING_ENABLE_CONNECT_PROTOCOL = 8;

    /** RFC 9218 section 2.1. */
    static final int SETTING_NO_RFC7540_PRIORITIES = 9;

    private Frames() {}

    /** The 32-bit number that stands there. */
    static int int32(byte[] octets, int at) {
        return (octets[at] & 0xff) << 24
                | (octets[at + 1] & 0xff) << 16
                | (octets[at + 2] & 0xff) << 8
                | octets[at + 3] & 0xff;
    }

    /** The same without its highest bit, which is reserved. */
    static int int31(byte[] octets, int at) {
        return int32(octets, at) & MAX_31;
    }
}
