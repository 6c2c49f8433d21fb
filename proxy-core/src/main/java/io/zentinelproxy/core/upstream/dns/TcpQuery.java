package io.zentinelproxy.core.upstream.dns;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.xbill.DNS.Message;
import org.xbill.DNS.WireParseException;

/** Asks over TCP, where an answer may have 65,535 octets (RFC 7766). One question for a connection. */
final class TcpQuery {
    private TcpQuery() {}

    /**
     * What the server answers; whether that fits the question is still to be seen.
     *
     * @throws java.net.SocketTimeoutException where it did not in time
     * @throws IOException where the server cannot be reached, or what it sends is no message
     */
    static Message ask(InetSocketAddress server, Question question, boolean extended, Duration timeout)
            throws IOException {
        long until = System.nanoTime() + timeout.toNanos();
        byte[] query = question.toWire(extended);
        try (Socket socket = new Socket()) {
            socket.connect(server, Remaining.millis(until));
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(2 + query.length)
                            .putShort((short) query.length)
                            .put(query)
                            .array());
            byte[] length = read(socket, 2, until);
            return parsed(read(socket, (length[0] & 0xff) << 8 | length[1] & 0xff, until));
        }
    }

    private static Message parsed(byte[] octets) throws IOException {
        try {
            return new Message(octets);
        } catch (RuntimeException noMessage) {
            throw new WireParseException("no message", noMessage);
        }
    }

    /** Octet by octet is how an unwell server may send: the time is for all of them together. */
    private static byte[] read(Socket socket, int count, long until) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] octets = new byte[count];
        for (int read = 0; read < count; ) {
            socket.setSoTimeout(Remaining.millis(until));
            int more = in.read(octets, read, count - read);
            if (more < 0) {
                throw new EOFException();
            }
            read += more;
        }
        return octets;
    }
}
