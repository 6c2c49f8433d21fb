package io.zentinelproxy.core.testkit.h2;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A client that sends the preface, SETTINGS, and then whatever the test says, well formed or not. */
public final class H2Client extends H2Connection {
    private final boolean encrypted;
    private int nextStream = 1;

    private H2Client(Socket tcp, Socket socket, H2Options options) throws IOException {
        super(tcp, socket, options);
        this.encrypted = tcp != socket;
    }

    /** By prior knowledge (RFC 9113 section 3.3). */
    public static H2Client connect(InetSocketAddress address) {
        return connect(address, H2Options.USUAL);
    }

    public static H2Client connect(InetSocketAddress address, H2Options options) {
        return begun(inTheClear(() -> new Socket(address.getAddress(), address.getPort()), options), H2Frame.PREFACE);
    }

    /** With this address, such as another of the loopback network. */
    public static H2Client connectFrom(String local, InetSocketAddress address, H2Options options) {
        return begun(
                inTheClear(
                        () -> new Socket(address.getAddress(), address.getPort(), InetAddress.getByName(local), 0),
                        options),
                H2Frame.PREFACE);
    }

    /** With a small receive buffer: a client that stops to read soon holds up who writes to it. */
    public static H2Client connectWithSmallBuffer(InetSocketAddress address, int receiveBuffer, H2Options options) {
        return begun(
                inTheClear(
                        () -> {
                            Socket socket = new Socket();
                            socket.setReceiveBufferSize(receiveBuffer);
                            socket.connect(address);
                            return socket;
                        },
                        options),
                H2Frame.PREFACE);
    }

    /**
     * Sends these octets in place of the preface and SETTINGS, and nothing of itself.
     *
     * @param streams that they open, or that the test opens octet by octet
     */
    public static H2Client connectSaying(InetSocketAddress address, byte[] first, int... streams) {
        H2Options options = H2Options.USUAL
                .greetingWith(first)
                .withoutAcknowledging()
                .withoutPongs()
                .leavingWindows();
        H2Client client = inTheClear(() -> new Socket(address.getAddress(), address.getPort()), options);
        synchronized (client.lock) {
            for (int stream : streams) {
                client.state.sending(H2Frame.headers(stream, new byte[0], 0));
            }
        }
        return begun(client, new byte[0]);
    }

    /** Over TLS, with ALPN {@code h2}, which the peer has to choose. */
    public static H2Client overTls(InetSocketAddress address, SSLContext context, String name) {
        return overTls(address, context, name, H2Options.USUAL);
    }

    /** Sends these octets in place of the preface and SETTINGS. */
    public static H2Client overTlsSaying(InetSocketAddress address, SSLContext context, String name, byte[] first) {
        return overTls(address, context, name, H2Options.USUAL.greetingWith(first), new byte[0]);
    }

    public static H2Client overTls(InetSocketAddress address, SSLContext context, String name, H2Options options) {
        return overTls(address, context, name, options, H2Frame.PREFACE);
    }

    private static H2Client overTls(
            InetSocketAddress address, SSLContext context, String name, H2Options options, byte[] first) {
        try {
            Socket tcp = new Socket(address.getAddress(), address.getPort());
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(tcp, name, address.getPort(), true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            if (!socket.getApplicationProtocol().equals("h2")) {
                throw new AssertionError("ALPN chose '" + socket.getApplicationProtocol() + "'");
            }
            return begun(new H2Client(tcp, socket, options), first);
        } catch (IOException failed) {
            throw new UncheckedIOException("no handshake with " + address + ": " + failed.getMessage(), failed);
        }
    }

    /** Makes a socket that is connected. */
    private interface Connecting {
        Socket socket() throws IOException;
    }

    private static H2Client inTheClear(Connecting connecting, H2Options options) {
        try {
            Socket socket = connecting.socket();
            return new H2Client(socket, socket, options);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static H2Client begun(H2Client client, byte[] first) {
        client.begin(first);
        return client;
    }

    @Override
    void readPreface(DataInputStream in) {}

    @Override
    void opened(H2Stream stream) {}

    /** As clients do: who has been told goodbye closes. */
    @Override
    void readingEnded() {
        end();
    }

    /** The number of the next stream that nothing has been sent on. */
    public int nextStream() {
        synchronized (lock) {
            int next = nextStream;
            nextStream += 2;
            return next;
        }
    }

    /** A whole request without content, to {@code a.test}; names and values by turns. */
    public H2Stream request(String method, String path, String... fields) {
        return open(block(method, path, fields), true);
    }

    public H2Stream get(String path, String... fields) {
        return request("GET", path, fields);
    }

    /** A request whose content the test sends. */
    public H2Stream open(String method, String path, String... fields) {
        return open(block(method, path, fields), false);
    }

    /** A request, or what the test has in place of one, on the next stream. */
    public H2Stream open(HpackBlock block, boolean end) {
        int id = nextStream();
        send(H2Frame.headers(id, block, end));
        return stream(id);
    }

    /** The four pseudo-fields as they should be, then these fields. */
    public HpackBlock block(String method, String path, String... fields) {
        return HpackBlock.of(
                        ":method",
                        method,
                        ":scheme",
                        encrypted ? "https" : "http",
                        ":authority",
                        "a.test",
                        ":path",
                        path)
                .fields(fields);
    }
}
