package io.zentinelproxy.core.websocket;

import java.nio.ByteBuffer;

/** The frame that ends a WebSocket, with a status code and no words (RFC 6455 sections 5.5.1 and 7.4). */
final class CloseFrame {
    /** Our side goes away. */
    static final int GOING_AWAY = 1001;

    /** A peer broke the protocol. */
    static final int PROTOCOL_ERROR = 1002;

    private static final byte FIN_CLOSE = (byte) 0x88;
    private static final int MASKED = 0x80;
    private static final int CODE_LENGTH = 2;

    private CloseFrame() {}

    /** For a client. */
    static ByteBuffer toClient(int code) {
        return ByteBuffer.allocate(2 + CODE_LENGTH)
                .put(FIN_CLOSE)
                .put((byte) CODE_LENGTH)
                .putShort((short) code)
                .flip();
    }

    /**
     * For a server, which takes only masked frames. The mask of zeros changes nothing; a random one keeps a page's script from choosing
     * the octets on the wire (section 10.3), and these two are not of its choice.
     */
    static ByteBuffer toServer(int code) {
        return ByteBuffer.allocate(2 + Integer.BYTES + CODE_LENGTH)
                .put(FIN_CLOSE)
                .put((byte) (MASKED | CODE_LENGTH))
                .putInt(0)
                .putShort((short) code)
                .flip();
    }
}
