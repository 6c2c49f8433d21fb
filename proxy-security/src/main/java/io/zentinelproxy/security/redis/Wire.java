package io.zentinelproxy.security.redis;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.exceptions.JedisConnectionException;

/**
 * The socket of one connection. It is made once: a connection that was cut must not become another one, that has not logged in, by the next
 * command. Belongs to the thread that uses the connection, but for {@link #cut}.
 */
final class Wire implements JedisSocketFactory {
    /** Of a word: its length, and two ends of lines. */
    private static final int MOST_FRAMING = 16;

    private final HostAndPort at;
    private final JedisClientConfig config;

    /** What is said next; as large as the largest command so far. */
    private byte[] octets = new byte[512];

    /** Into TLS, where there is one. */
    private @Nullable OutputStream out;

    /** Below TLS. Whoever cuts it has been given the connection under a lock, after it was made. */
    private @Nullable Socket plain;

    Wire(HostAndPort at, JedisClientConfig config) {
        this.at = at;
        this.config = config;
    }

    @Override
    public Socket createSocket() {
        if (plain != null) {
            throw new JedisConnectionException("the connection is closed");
        }
        try {
            Socket connected = connected();
            plain = connected;
            connected.setSoTimeout(config.getSocketTimeoutMillis());
            Socket socket = config.isSsl() ? sealed(connected) : connected;
            out = socket.getOutputStream();
            return socket;
        } catch (IOException e) {
            cut();
            throw new JedisConnectionException(e);
        }
    }

    /** To the first address of the host that takes it. */
    private Socket connected() throws IOException {
        List<InetAddress> addresses = Arrays.asList(InetAddress.getAllByName(at.getHost()));
        Collections.shuffle(addresses);
        IOException last = null;
        for (InetAddress address : addresses) {
            Socket socket = new Socket();
            try {
                socket.setTcpNoDelay(true);
                socket.setKeepAlive(true);
                // What was said is of no use to anybody once it is closed: so nothing waits for it.
                socket.setSoLinger(true, 0);
                socket.connect(new InetSocketAddress(address, at.getPort()), config.getConnectionTimeoutMillis());
                return socket;
            } catch (IOException e) {
                socket.close();
                last = e;
            }
        }
        throw Objects.requireNonNull(last);
    }

    /** The handshake, which verifies the name, comes with the first octets that are said. */
    private Socket sealed(Socket connected) throws IOException {
        SSLSocket sealed =
                (SSLSocket) config.getSslSocketFactory().createSocket(connected, at.getHost(), at.getPort(), true);
        sealed.setSSLParameters(config.getSslParameters());
        return sealed;
    }

    /**
     * Says a command in one write, as jedis would by an object for each of its words, which costs more than all else we do for a decision.
     * Nothing else is on its way out. RESP: the number of words, then each behind its length.
     */
    void say(byte[]... words) {
        octets[0] = '*';
        int at = number(words.length, 1);
        for (byte[] word : words) {
            reserve(at + word.length + MOST_FRAMING);
            octets[at] = '$';
            at = number(word.length, at + 1);
            System.arraycopy(word, 0, octets, at, word.length);
            at = end(at + word.length);
        }
        try {
            Objects.requireNonNull(out).write(octets, 0, at);
        } catch (IOException e) {
            throw new JedisConnectionException(e);
        }
    }

    private void reserve(int length) {
        if (length > octets.length) {
            octets = Arrays.copyOf(octets, Math.max(length, 2 * octets.length));
        }
    }

    /** Returns where it goes on. */
    private int number(int value, int start) {
        int digits = 1;
        for (int rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        for (int i = digits - 1, rest = value; i >= 0; i--, rest /= 10) {
            octets[start + i] = (byte) ('0' + rest % 10);
        }
        return end(start + digits);
    }

    private int end(int at) {
        octets[at] = '\r';
        octets[at + 1] = '\n';
        return at + 2;
    }

    /** Ends it, in whatever state. Any thread; waits for nobody, as it says no goodbye of TLS. */
    void cut() {
        if (plain != null) {
            try {
                plain.close();
            } catch (IOException e) {
                // It is of no use any more either way.
            }
        }
    }

    @Override
    public String toString() {
        return at.toString();
    }
}
