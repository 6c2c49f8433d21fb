package io.zentinelproxy.core.testkit.h2;

import io.zentinelproxy.core.testkit.HangGuard;
import io.zentinelproxy.core.testkit.OriginTlsSide;
import io.zentinelproxy.core.testkit.RequestLog;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * An origin on a free loopback port that speaks HTTP/2, by prior knowledge or over TLS with ALPN, does request by request what its
 * script says, and remembers what it got. A request is remembered as soon as its head is complete. Any thread may ask.
 */
public final class H2Origin implements AutoCloseable {
    private final ServerSocketChannel server;
    private final InetSocketAddress address;
    private final Function<H2Request, List<H2Step>> script;
    private final RequestLog<H2Request> requests = new RequestLog<>();

    /** Guards what follows and is notified when it grows. */
    private final Object lock = new Object();

    private final List<H2OriginConnection> connections = new ArrayList<>();
    private final List<OriginTlsSide.Seen> handshakes = new ArrayList<>();
    private int accepted;
    private H2Options options = H2Options.USUAL;
    private @Nullable OriginTlsSide tls;

    private H2Origin(Function<H2Request, List<H2Step>> script) {
        this.script = script;
        try {
            this.server =
                    ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
            this.address = (InetSocketAddress) server.getLocalAddress();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofPlatform().daemon().name("h2-origin-accept").start(this::accept);
    }

    /** What to do is worked out from each request, on the thread that reads its connection. */
    public static H2Origin scripted(Function<H2Request, List<H2Step>> script) {
        return new H2Origin(script);
    }

    /** Takes these steps for every request. */
    public static H2Origin doing(H2Step... steps) {
        List<H2Step> always = List.of(steps);
        return new H2Origin(request -> always);
    }

    /** The first request gets the first list, and so on; one request too many gets its connection closed. */
    @SafeVarargs
    public static H2Origin inOrder(List<H2Step>... steps) {
        Iterator<List<H2Step>> left = List.of(steps).iterator();
        return new H2Origin(request -> {
            synchronized (left) {
                return left.hasNext() ? left.next() : List.of(new H2Step.Close());
            }
        });
    }

    /** Reads each request to its end, then answers with this. */
    public static H2Origin answering(int status, String content) {
        return doing(H2Step.answer(status, content).toArray(H2Step[]::new));
    }

    /** Answers 200 with what came. */
    public static H2Origin echo() {
        return doing(new H2Step.ReadContent(), new H2Step.Echo());
    }

    /** From now on connections behave so. */
    public H2Origin with(H2Options how) {
        synchronized (lock) {
            options = how;
        }
        return this;
    }

    /** From now on each connection is encrypted with this certificate, and speaks {@code h2} by ALPN. */
    public H2Origin overTls(TestIdentity identity) {
        return overTls(new OriginTlsSide(
                TestCertificates.authority().serverContext(identity), false, List.of(), List.of("h2")));
    }

    /** From now on each connection is encrypted this way. */
    public H2Origin overTls(OriginTlsSide side) {
        synchronized (lock) {
            tls = side;
        }
        return this;
    }

    private void accept() {
        while (true) {
            try {
                SocketChannel channel = server.accept();
                synchronized (lock) {
                    accepted++;
                    lock.notifyAll();
                }
                Thread.ofPlatform().daemon().name("h2-origin-handshake").start(() -> serve(channel));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(SocketChannel channel) {
        try {
            Socket tcp = channel.socket();
            Socket socket = tcp;
            OriginTlsSide side = tls();
            if (side != null) {
                SSLSocket over = side.over(channel);
                OriginTlsSide.Seen seen = OriginTlsSide.handshake(over);
                synchronized (lock) {
                    handshakes.add(seen);
                }
                socket = over;
            }
            added(tcp, socket).begin(new byte[0]);
        } catch (IOException gone) {
            // No connection came of it; the test finds none.
        }
    }

    private @Nullable OriginTlsSide tls() {
        synchronized (lock) {
            return tls;
        }
    }

    private H2OriginConnection added(Socket tcp, Socket socket) throws IOException {
        synchronized (lock) {
            H2OriginConnection connection = new H2OriginConnection(this, connections.size(), tcp, socket, options);
            connections.add(connection);
            lock.notifyAll();
            return connection;
        }
    }

    /** Called by a connection with each request; answers what to do. */
    List<H2Step> received(H2Request request) {
        requests.add(request);
        return script.apply(request);
    }

    /** Where the origin listens. */
    public InetSocketAddress address() {
        return address;
    }

    public int port() {
        return address.getPort();
    }

    /** Every request whose head is complete, in the order they came. */
    public List<H2Request> requests() {
        return requests.all();
    }

    /** Waits for so many requests in all and returns them. */
    public List<H2Request> awaitRequests(int count) {
        return requests.await(count);
    }

    /** Waits for the first request. Fails when another one has come as well. */
    public H2Request onlyRequest() {
        return requests.awaitOnly();
    }

    /** What came of the handshakes that were finished, in their order. */
    public List<OriginTlsSide.Seen> handshakes() {
        synchronized (lock) {
            return List.copyOf(handshakes);
        }
    }

    /** How many connections were accepted, closed ones included. */
    public int connections() {
        synchronized (lock) {
            return accepted;
        }
    }

    /** How many connections neither side has closed. */
    public int openConnections() {
        synchronized (lock) {
            return (int) connections.stream()
                    .filter(connection -> !connection.hasEnded())
                    .count();
        }
    }

    /** Waits for the connection of this number, the first is 0, its handshake done. */
    public H2OriginConnection connection(int number) {
        synchronized (lock) {
            HangGuard.await(
                    lock,
                    () -> connections.size() > number,
                    () -> "expected connection " + number + " to the origin, came " + connections.size());
            return connections.get(number);
        }
    }

    /** Waits until the peer has closed this connection, or the origin itself has; the first is 0. */
    public void awaitConnectionClosed(int number) {
        connection(number).awaitClosed();
    }

    /** Stops listening and closes every connection; fails where a client has broken the RFC. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        List<H2OriginConnection> all;
        synchronized (lock) {
            all = List.copyOf(connections);
        }
        all.forEach(H2OriginConnection::end);
        all.forEach(H2OriginConnection::close);
    }
}
