package io.zentinelproxy.core.tls;

import io.zentinelproxy.core.net.SocketTransport;
import io.zentinelproxy.core.net.Sweep;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Tells a client in the clear why there is no handshake, and reads on for a moment: octets that stay unread would make the kernel reset
 * the connection, and the answer might be lost with it.
 */
final class Farewell {
    /** How long it is read on. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    /** How much is read on: a ClientHello of any size that is heard of. */
    private static final int LINGER_OCTETS = 128 * 1024;

    private static final String SENTENCE = "The plain HTTP request was sent to an HTTPS port.\n";
    private static final byte[] PLAIN_ANSWER =
            ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n" + "Content-Length: "
                            + SENTENCE.length() + "\r\nConnection: close\r\n\r\n" + SENTENCE)
                    .getBytes(StandardCharsets.US_ASCII);

    private Farewell() {}

    static void say(HandshakeRefused refused, SocketTransport wire, TlsParts parts) {
        boolean plain = refused.result() == HandshakeResult.PLAIN_HTTP;
        byte[] octets = plain ? PLAIN_ANSWER : refused.told().record();
        if (octets.length == 0) {
            return;
        }
        try {
            wire.deadline(parts.sweep().now() + LINGER.toNanos());
            wire.write(ByteBuffer.wrap(octets));
        } catch (IOException e) {
            return;
        }
        linger(wire, parts.sweep(), parts.buffers());
    }

    /** Ends our side and waits for the client to end its own. */
    static void linger(SocketTransport wire, Sweep sweep, TlsBuffers buffers) {
        wire.deadline(sweep.now() + LINGER.toNanos());
        wire.endOutput();
        ByteBuffer sink = buffers.lean();
        try {
            int octets = 0;
            for (int length = wire.read(sink); length >= 0 && octets < LINGER_OCTETS; length = wire.read(sink)) {
                octets += length;
                sink.clear();
            }
        } catch (IOException e) {
            // The client closed first, which is what was waited for.
        } finally {
            buffers.give(sink);
        }
    }
}
