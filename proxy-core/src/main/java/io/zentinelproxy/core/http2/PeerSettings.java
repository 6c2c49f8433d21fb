package io.zentinelproxy.core.http2;

/** What the peer has announced (RFC 9113 section 6.5.2). Written by the reading thread; read by any. */
final class PeerSettings {
    private volatile int maxConcurrentStreams = Integer.MAX_VALUE;
    private volatile int maxHeaderListSize = Integer.MAX_VALUE;
    private volatile boolean connectProtocol;

    /**
     * Takes one setting that concerns nobody else.
     *
     * @throws ConnectionError where its value is illegal
     */
    void take(int id, int value, boolean fromClient) throws ConnectionError {
        switch (id) {
            case Frames.SETTING_ENABLE_PUSH ->
                // RFC 9113 section 6.5.2: a server says nothing else but 0.
                legal(value == 0 || value == 1 && fromClient);
            case Frames.SETTING_MAX_CONCURRENT_STREAMS -> maxConcurrentStreams = value < 0 ? Integer.MAX_VALUE : value;
            case Frames.SETTING_MAX_HEADER_LIST_SIZE -> maxHeaderListSize = value < 0 ? Integer.MAX_VALUE : value;
            case Frames.SETTING_ENABLE_CONNECT_PROTOCOL -> {
                // RFC 8441 section 3: once said it cannot be taken back.
                legal(value == 1 || value == 0 && !connectProtocol);
                connectProtocol = value == 1;
            }
            case Frames.SETTING_NO_RFC7540_PRIORITIES -> legal(value == 0 || value == 1);
            default -> {
                // RFC 9113 section 6.5.2: what is not known is ignored.
            }
        }
    }

    private static void legal(boolean legal) throws ConnectionError {
        if (!legal) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "bad_setting");
        }
    }

    /** Streams that may be open at once, of those that we open. */
    int maxConcurrentStreams() {
        return maxConcurrentStreams;
    }

    /** Advisory (RFC 9113 section 10.5.1): what is larger may be refused. */
    int maxHeaderListSize() {
        return maxHeaderListSize;
    }

    /** Whether extended CONNECT is taken. */
    boolean connectProtocol() {
        return connectProtocol;
    }
}
