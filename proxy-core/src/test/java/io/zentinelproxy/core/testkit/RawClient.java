package io.zentinelproxy.core.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * A client that sends octets exactly as the test writes them and reads responses with its own parser. Anything that does not
 * come within the hang guard fails the test with what had come. One thread at a time, but one may send while another reads.
 */
public final class RawClient implements AutoCloseable {

    /** What octets are sent and read through. */
    private final Socket socket;

    /** The connection itself, where that is another. */
    private final Socket tcp;

    private final Wire wire;

    private RawClient(Socket socket) throws IOException {
        this(socket, socket);
    }

    private RawClient(Socket tcp, Socket socket) throws IOException {
        this.tcp = tcp;
        this.socket = socket;
        tcp.setTcpNoDelay(true);
        tcp.setSoTimeout((int) Wire.HANG_GUARD.toMillis());
        this.wire = new Wire(socket.getInputStream());
    }

    public static RawClient connect(InetSocketAddress address) {
        try {
            return new RawClient(new Socket(address.getAddress(), address.getPort()));
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot connect to " + address, failed);
        }
    }

    /** A client with this address, such as another of the loopback network. */
    public static RawClient connectFrom(String local, InetSocketAddress address) {
        try {
            return new RawClient(new Socket(address.getAddress(), address.getPort(), InetAddress.getByName(local), 0));
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot connect to " + address + " from " + local, failed);
        }
    }

    /** A client with a small receive buffer, so that a peer which writes on is soon held up. */
    public static RawClient connectWithSmallWindow(InetSocketAddress address, int receiveBufferOctets) {
        try {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(receiveBufferOctets);
            socket.connect(address);
            return new RawClient(socket);
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot connect to " + address, failed);
        }
    }

    /**
     * A client whose octets go through TLS, after a full handshake.
     *
     * @param name that it asks for
     */
    public static RawClient overTls(InetSocketAddress address, SSLContext context, String name) {
        try {
            Socket tcp = new Socket(address.getAddress(), address.getPort());
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(tcp, name, address.getPort(), true);
            tcp.setSoTimeout((int) Wire.HANG_GUARD.toMillis());
            socket.startHandshake();
            return new RawClient(tcp, socket);
        } catch (IOException failed) {
            throw new UncheckedIOException("no handshake with " + address + ": " + failed.getMessage(), failed);
        }
    }

    /** Of a client over TLS: a KeyUpdate that asks for another (TLS 1.3), or a ClientHello within the connection (TLS 1.2). */
    public void handshakeAnew() throws IOException {
        ((SSLSocket) socket).startHandshake();
    }

    /** Sends octets beside TLS. */
    public void sendBeneath(byte... octets) throws IOException {
        tcp.getOutputStream().write(octets);
    }

    /** What the handshake has settled; only of a client over TLS. */
    public SSLSession session() {
        return ((SSLSocket) socket).getSession();
    }

    /** Sends these characters as ISO-8859-1 octets. */
    public RawClient send(String octets) {
        return send(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawClient send(byte[] octets) {
        try {
            socket.getOutputStream().write(octets);
            return this;
        } catch (IOException gone) {
            throw new UncheckedIOException("peer gone; received so far: " + Wire.quoted(wire.remembered()), gone);
        }
    }

    /** Sends what the peer still takes: an attack goes on although the answer has long come. Whether all was taken. */
    public boolean trySend(byte[] octets) {
        try {
            socket.getOutputStream().write(octets);
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    /** The next response, interim or final, with its content, as the answer to a GET. */
    public Reply read() {
        return readAnswerTo("GET");
    }

    /** The next response, interim or final, with its content. The method decides whether there is content at all. */
    public Reply readAnswerTo(String method) {
        return new ReplyReader(wire).read(method);
    }

    /** The next response, or null when the peer closes instead. */
    public @Nullable Reply readUnlessClosed() {
        return wire.atEnd() ? null : read();
    }

    /** The next response, which must be an interim one. */
    public Reply readInterim() {
        Reply reply = read();
        if (reply.status() / 100 != 1) {
            throw new AssertionError("expected an interim response but got " + Wire.quoted(reply.head()));
        }
        return reply;
    }

    /** Status line and field section of the next response; the content stays unread. */
    public Reply readHead() {
        return new ReplyReader(wire).readHead();
    }

    /** Exactly this many octets, as they come. */
    public byte[] readRaw(int count) {
        byte[] octets = new byte[count];
        for (int have = 0; have < count; ) {
            int got = wire.next(octets, have, count - have);
            if (got < 0) {
                throw new AssertionError("stream ended after " + have + " of " + count + " octets; received so far: "
                        + Wire.quoted(wire.remembered()));
            }
            have += got;
        }
        return octets;
    }

    /** Everything until the stream ends, orderly or by reset. */
    public byte[] readToEnd() {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        for (int octet = wire.next(); octet >= 0; octet = wire.next()) {
            octets.write(octet);
        }
        return octets.toByteArray();
    }

    /** Waits for the peer's next doing: true when it closes or resets, false when an octet comes instead. */
    public boolean awaitClosed() {
        return wire.next() < 0;
    }

    /** Whether the connection ended by a reset, not by an orderly close. Known once the end has been read. */
    public boolean wasReset() {
        return wire.wasReset();
    }

    /** Ends our sending side; the peer may go on sending. */
    public void halfClose() {
        try {
            socket.shutdownOutput();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Ends the connection by a reset. */
    public void abort() {
        try {
            tcp.setSoLinger(true, 0);
            tcp.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Ends the connection without the goodbye of TLS: its end may be anybody's doing. */
    public void truncate() {
        try {
            tcp.shutdownOutput();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The client's own end of the connection. */
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
