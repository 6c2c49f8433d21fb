package io.zentinelproxy.core.net;

import io.zentinelproxy.core.exchange.ClientAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Accepts on one address, on a platform thread of its own, and starts a virtual thread for each connection. No error of a single
 * accept ends the loop: without descriptors it waits a moment and goes on, while clients queue in the kernel. No error of a connection
 * ends more than that connection; want of memory is also told to the default uncaught exception handler.
 */
public final class Listener implements AutoCloseable {
    /** Connections that may queue in the kernel before they are accepted; it cuts this to its own maximum. */
    private static final int BACKLOG = 65_535;

    /** The wait after an accept that failed, usually for want of descriptors. */
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(50);

    /** How long {@link #finish} waits for what is queued, and {@link #release} for the acceptor to end. */
    private static final int LAST_CALL_MILLIS = 1000;

    private static final System.Logger LOG = System.getLogger(Listener.class.getName());

    /** Serves one connection, on its virtual thread. */
    public interface ConnectionServer {
        void serve(Arrival arrival);
    }

    private volatile String id;
    private final ServerSocketChannel channel;
    private final InetSocketAddress address;
    private final Admissions admissions;
    private final LongAdder accepted = new LongAdder();
    private final AcceptFailures failures;
    private volatile boolean closed;
    /** Null until it accepts. */
    private volatile @Nullable Thread acceptor;

    /** Whose connection is the last one: it comes from {@link #finish}, and from nobody else. Null until then. */
    private volatile @Nullable SocketAddress last;

    /**
     * Binds; nothing is accepted before {@link #start}.
     *
     * @throws IOException when the address cannot be bound; the message names it
     */
    public Listener(String id, InetSocketAddress address, Admissions admissions) throws IOException {
        this.id = id;
        this.admissions = admissions;
        failures = new AcceptFailures(id, System::nanoTime);
        channel = ServerSocketChannel.open(SocketTransport.family(address.getAddress()));
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address, BACKLOG);
            this.address = (InetSocketAddress) channel.getLocalAddress();
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new IOException(
                    "listener \"" + id + "\" cannot bind " + address.getHostString() + ":" + address.getPort() + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** Takes a socket that listens already; nothing is accepted before {@link #start}. */
    public Listener(String id, ListeningSockets.Listening socket, Admissions admissions) {
        this.id = id;
        this.admissions = admissions;
        failures = new AcceptFailures(id, System::nanoTime);
        channel = socket.channel();
        address = socket.address();
    }

    public String id() {
        return id;
    }

    /** Another configuration calls it so. */
    public void id(String other) {
        id = other;
    }

    /** Where it listens: the real port where the configuration said 0. */
    public InetSocketAddress address() {
        return address;
    }

    public long accepted() {
        return accepted.sum();
    }

    /** Whom it takes, and whom it has not taken. */
    public Admissions admissions() {
        return admissions;
    }

    /** Times that an accept failed: for want of descriptors or of memory. */
    public long failed() {
        return failures.count();
    }

    public void start(ConnectionServer server) {
        acceptor =
                Thread.ofPlatform().daemon(false).name("zentinel-accept-" + id).start(() -> accept(server));
    }

    /** Whether it has stopped accepting though nobody closed it. */
    public boolean hasDied() {
        Thread thread = acceptor;
        return thread != null && !thread.isAlive() && !closed;
    }

    private void accept(ConnectionServer server) {
        while (channel.isOpen()) {
            try {
                SocketChannel client = channel.accept();
                failures.succeeded();
                if (isLast(client)) {
                    client.close();
                    return;
                }
                admit(client, server);
            } catch (ClosedChannelException e) {
                if (!closed) {
                    LOG.log(
                            System.Logger.Level.ERROR,
                            "listener " + id + " was closed by nobody: it accepts no more",
                            e);
                }
                return;
            } catch (IOException | RuntimeException | Error e) {
                failures.failed(e);
                LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
            }
        }
    }

    private void admit(SocketChannel client, ConnectionServer server) throws IOException {
        InetSocketAddress at = (InetSocketAddress) client.getRemoteAddress();
        Arrival arrival = new Arrival(client, ClientAddress.of(at.getAddress(), at.getPort()), admissions);
        if (!arrival.enter()) {
            return;
        }
        accepted.increment();
        try {
            Thread.ofVirtual().start(() -> serve(arrival, server));
        } catch (RuntimeException | Error e) {
            // Out of memory: nobody else will clean up.
            arrival.end();
            throw e;
        }
    }

    private void serve(Arrival arrival, ConnectionServer server) {
        try {
            server.serve(arrival);
        } catch (OutOfMemoryError e) {
            // For the thread's uncaught exception handler, by which a program may end: others will meet it, too.
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "listener " + id + ": a connection failed", e);
        } finally {
            arrival.end();
        }
    }

    private boolean isLast(SocketChannel client) throws IOException {
        SocketAddress expected = last;
        return expected != null && expected.equals(client.getRemoteAddress());
    }

    /**
     * Ends it when all are accepted that wait in the kernel's queue: closing the socket would reset them. A connection of our own goes to the
     * end of that queue and tells the acceptor that those before it were all. Waits a moment; what comes later than that is refused by
     * the kernel. Not for a socket that another process shares, which may accept in place of our acceptor.
     */
    public void finish() {
        Thread thread = acceptor;
        if (thread != null && thread.isAlive() && !closed) {
            InetAddress here = reachable(address.getAddress());
            try (SocketChannel marker = SocketChannel.open(SocketTransport.family(here))) {
                marker.bind(new InetSocketAddress(here, 0));
                last = marker.getLocalAddress();
                closed = true;
                marker.socket().connect(new InetSocketAddress(here, address.getPort()), LAST_CALL_MILLIS);
                join(thread);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "listener " + id + ": what is queued is not waited for", e);
            }
        }
        release();
    }

    /**
     * Stops accepting at once, and returns when what was accepted is admitted and counted. What waits in the kernel's queue stays there
     * for the process that shares the socket; where none does, the kernel resets it.
     */
    public void release() {
        try {
            close();
        } catch (IOException e) {
            // The descriptor is released all the same.
        }
        Thread thread = acceptor;
        if (thread != null) {
            join(thread);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join(LAST_CALL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** An address of this machine by which a socket bound to this one is reached. */
    private static InetAddress reachable(InetAddress bound) {
        if (!bound.isAnyLocalAddress()) {
            return bound;
        }
        byte[] loopback = bound instanceof Inet4Address ? new byte[] {127, 0, 0, 1} : new byte[16];
        if (loopback.length > 4) {
            loopback[15] = 1;
        }
        try {
            return InetAddress.getByAddress(loopback);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        channel.close();
    }
}
