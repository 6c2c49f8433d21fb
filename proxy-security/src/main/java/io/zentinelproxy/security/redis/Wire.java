package io.zentinelproxy.security.redis;

import java.io.IOException;
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
    private final HostAndPort at;
    private final JedisClientConfig config;

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
            return config.isSsl() ? sealed(connected) : connected;
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
