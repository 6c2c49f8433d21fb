package io.zentinelproxy.core.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An origin on a free loopback port that does, request by request, what its script says, and remembers every octet it got.
 * A request is remembered as soon as its head is complete. Any thread may ask; one platform thread runs each connection.
 */
public final class TestOrigin implements AutoCloseable {

    private final ServerSocketChannel server;
    private final SocketAddress address;
    private final Function<ReceivedRequest, List<Step>> script;

    private final Thread accepting;

    private final RequestLog<ReceivedRequest> requests = new RequestLog<>();

    /** Guards what follows and is notified when it grows. */
    private final Object lock = new Object();

    /** Under their numbers, the first is 0. */
    private final Map<Integer, OriginConnection> connections = new HashMap<>();

    private int opened;

    private boolean proxyHeader;

    private @Nullable OriginTlsSide tls;

    private final List<OriginTlsSide.Seen> handshakes = new ArrayList<>();

    private TestOrigin(Function<ReceivedRequest, List<Step>> script) {
        this(StandardProtocolFamily.INET, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), script);
    }

    private TestOrigin(ProtocolFamily family, SocketAddress at, Function<ReceivedRequest, List<Step>> script) {
        this.script = script;
        try {
            this.server = ServerSocketChannel.open(family).bind(at, 1024);
            this.address = server.getLocalAddress();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        accepting = Thread.ofPlatform().daemon().name("origin-accept").start(this::accept);
    }

    /** What to do is worked out from each request, on the connection's thread. */
    public static TestOrigin scripted(Function<ReceivedRequest, List<Step>> script) {
        return new TestOrigin(script);
    }

    /** On a Unix socket, whose file its maker removes; has neither address nor port. */
    public static TestOrigin onSocket(Path socket, Step... steps) {
        List<Step> always = List.of(steps);
        return new TestOrigin(StandardProtocolFamily.UNIX, UnixDomainSocketAddress.of(socket), request -> always);
    }

    /** At this address, of loopback, where a name or a list of targets has it. */
    public static TestOrigin at(InetSocketAddress address, Step... steps) {
        List<Step> always = List.of(steps);
        return new TestOrigin(StandardProtocolFamily.INET, address, request -> always);
    }

    /** From now on each connection begins with a header of the PROXY protocol, which stands in its {@link #octets} only. */
    public TestOrigin expectingProxyHeader() {
        synchronized (lock) {
            proxyHeader = true;
        }
        return this;
    }

    boolean expectsProxyHeader() {
        synchronized (lock) {
            return proxyHeader;
        }
    }

    /** From now on each connection is encrypted with this certificate. */
    public TestOrigin overTls(TestIdentity identity) {
        return overTls(new OriginTlsSide(
                TestCertificates.authority().serverContext(identity), false, List.of(), List.of("http/1.1")));
    }

    /** From now on each connection is encrypted this way. */
    public TestOrigin overTls(OriginTlsSide side) {
        synchronized (lock) {
            tls = side;
        }
        return this;
    }

    @Nullable
    OriginTlsSide tls() {
        synchronized (lock) {
            return tls;
        }
    }

    void handshaken(OriginTlsSide.Seen seen) {
        synchronized (lock) {
            handshakes.add(seen);
        }
    }

    /** What came of the handshakes that were finished, in their order. */
    public List<OriginTlsSide.Seen> handshakes() {
        synchronized (lock) {
            return List.copyOf(handshakes);
        }
    }

    /** Takes these steps for every request. */
    public static TestOrigin doing(Step... steps) {
        List<Step> always = List.of(steps);
        return new TestOrigin(request -> always);
    }

    /** The first request gets the first list, and so on; one request too many gets its connection closed. */
    @SafeVarargs
    public static TestOrigin inOrder(List<Step>... steps) {
        Iterator<List<Step>> left = List.of(steps).iterator();
        return new TestOrigin(request -> {
            synchronized (left) {
                return left.hasNext() ? left.next() : List.of(new Step.Close());
            }
        });
    }

    /** Reads each request to its end, then sends exactly these octets. */
    public static TestOrigin answering(String octets) {
        return doing(new Step.ReadBody(), Step.send(octets));
    }

    /** Answers 200 with the request's head as it came, then its body, as content. */
    public static TestOrigin echo() {
        return doing(new Step.ReadBody(), new Step.Echo());
    }

    private void accept() {
        while (true) {
            try {
                serve(server.accept());
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(SocketChannel socket) {
        OriginConnection connection;
        synchronized (lock) {
            connection = new OriginConnection(opened, socket, this);
            connections.put(opened++, connection);
            lock.notifyAll();
        }
        Thread.ofPlatform().daemon().name("origin-connection").start(connection);
    }

    /** Called by a connection with each request; answers what to do. */
    List<Step> received(ReceivedRequest request) {
        requests.add(request);
        return script.apply(request);
    }

    /** Where the origin listens. */
    public InetSocketAddress address() {
        return (InetSocketAddress) address;
    }

    public int port() {
        return address().getPort();
    }

    /** Every request whose head is complete, in the order they came. */
    public List<ReceivedRequest> requests() {
        return requests.all();
    }

    /** Waits for so many requests in all and returns them. */
    public List<ReceivedRequest> awaitRequests(int count) {
        return requests.await(count);
    }

    /** Waits for the first request. Fails when another one has come as well. */
    public ReceivedRequest onlyRequest() {
        return requests.awaitOnly();
    }

    /** How many connections were opened, closed ones included. */
    public int connections() {
        synchronized (lock) {
            return opened;
        }
    }

    /** How many connections neither side has closed. */
    public int openConnections() {
        synchronized (lock) {
            return (int) connections.values().stream()
                    .filter(connection -> !connection.transcript().hasEnded())
                    .count();
        }
    }

    public void awaitConnections(int count) {
        synchronized (lock) {
            HangGuard.await(
                    lock,
                    () -> opened >= count,
                    () -> "expected " + count + " connections to the origin, came " + opened);
        }
    }

    /** Waits until the peer has closed this connection, or the origin itself has; the first is 0. */
    public void awaitConnectionClosed(int number) {
        awaitConnections(number + 1);
        connection(number).transcript().awaitEnd();
    }

    /** Whether the peer has ended this connection by a reset. Known once it has closed. */
    public boolean wasReset(int number) {
        return connection(number).transcript().wasReset();
    }

    /** Waits until this text has come on this connection. */
    public void awaitOctets(int number, String expected) {
        awaitConnections(number + 1);
        connection(number).transcript().awaitContains(expected);
    }

    /** How many octets came on all connections together. */
    public long receivedOctets() {
        synchronized (lock) {
            return connections.values().stream()
                    .mapToLong(connection -> connection.transcript().count())
                    .sum();
        }
    }

    /** Every octet that came on this connection, up to the first MiB. */
    public String octets(int number) {
        return connection(number).transcript().octets();
    }

    /** Sends octets on this connection that no request asked for. */
    public void push(int number, String octets) {
        try {
            connection(number).push(octets);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    /** Closes this connection from the origin's side, as an idle timeout would. */
    public void closeConnection(int number) {
        try {
            connection(number).close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Drops what it remembers of requests and closed connections, so that it does not count in a measurement of the heap. */
    public void forget() {
        requests.forget();
        synchronized (lock) {
            connections.values().removeIf(connection -> connection.transcript().hasEnded());
        }
    }

    private OriginConnection connection(int number) {
        synchronized (lock) {
            return connections.get(number);
        }
    }

    /** Stops listening and closes every connection. */
    @Override
    public void close() {
        try {
            server.close();
            // A thread inside accept keeps the socket alive, so a client that comes now could still be let in.
            HangGuard.join(accepting);
            synchronized (lock) {
                for (OriginConnection connection : connections.values()) {
                    connection.close();
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
