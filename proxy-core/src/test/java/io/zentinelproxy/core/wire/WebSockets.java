package io.zentinelproxy.core.wire;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Handshakes with the key of RFC 6455 section 1.3, and frames. */
public final class WebSockets {

    public static final String FIELDS = "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";

    public static final String REQUEST = Messages.getWith(FIELDS);

    public static final String ACCEPT = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";

    static final String ANSWER = answerWith(ACCEPT);

    public static final int TEXT = 0x81;
    public static final int BINARY = 0x82;
    public static final int CLOSE = 0x88;
    public static final int PING = 0x89;
    public static final int PONG = 0x8a;

    /** Of frames of clients; any will do. */
    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private WebSockets() {}

    public static String answerWith(String fieldLines) {
        return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" + fieldLines
                + "\r\n";
    }

    /** The one route opens WebSockets. */
    public static Piece route(String keys) {
        return Piece.route("websocket #true\n" + keys);
    }

    /** A proxy that opens WebSockets. */
    static RunningProxy inFrontOf(TestOrigin origin, Piece... more) {
        Piece[] pieces = new Piece[more.length + 1];
        System.arraycopy(more, 0, pieces, 0, more.length);
        pieces[more.length] = route("");
        return RunningProxy.inFrontOf(origin, pieces);
    }

    /** An origin that switches, then takes these steps, then reads on until the end. */
    static TestOrigin switching(Step... steps) {
        Step[] all = new Step[steps.length + 2];
        all[0] = Step.send(ANSWER);
        System.arraycopy(steps, 0, all, 1, steps.length);
        all[all.length - 1] = new Step.AwaitClose();
        return TestOrigin.doing(all);
    }

    /** A client whose WebSocket is open. */
    public static RawClient open(RunningProxy proxy) {
        RawClient client = proxy.connect().send(REQUEST);
        Reply reply = client.readHead();
        if (reply.status() != 101) {
            throw new AssertionError("not switched: " + reply.head());
        }
        return client;
    }

    /** A frame as a client sends it. */
    public static byte[] masked(int first, String payload) {
        return masked(first, payload.getBytes(StandardCharsets.ISO_8859_1));
    }

    public static byte[] masked(int first, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(header(first, 0x80, payload.length));
        frame.writeBytes(MASK);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ MASK[i % MASK.length]);
        }
        return frame.toByteArray();
    }

    /** A frame as a server sends it. */
    public static byte[] plain(int first, String payload) {
        return plain(first, payload.getBytes(StandardCharsets.ISO_8859_1));
    }

    public static byte[] plain(int first, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(header(first, 0, payload.length));
        frame.writeBytes(payload);
        return frame.toByteArray();
    }

    private static byte[] header(int first, int mask, int length) {
        ByteBuffer header = ByteBuffer.allocate(10).put((byte) first);
        if (length < 126) {
            header.put((byte) (mask | length));
        } else if (length < 1 << 16) {
            header.put((byte) (mask | 126)).putShort((short) length);
        } else {
            header.put((byte) (mask | 127)).putLong(length);
        }
        byte[] octets = new byte[header.position()];
        header.flip().get(octets);
        return octets;
    }

    /** The frame that tells a client of this code. */
    public static byte[] closeToClient(int code) {
        return plain(CLOSE, new byte[] {(byte) (code >> 8), (byte) code});
    }

    /** As text, as transcripts are. */
    public static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
