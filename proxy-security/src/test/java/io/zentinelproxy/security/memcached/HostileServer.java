package io.zentinelproxy.security.memcached;

import io.zentinelproxy.core.testkit.HangGuard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** Says what it wants to whatever is asked. Any thread. */
final class HostileServer implements AutoCloseable {
    private final ServerSocket listener;
    private final Manner manner;
    /** Guarded by this. */
    private int connections;

    private int closed;

    /** What it does with a connection once something was asked; afterwards it waits for the client to close. */
    @FunctionalInterface
    interface Manner {
        void answer(Socket client) throws IOException;
    }

    HostileServer(Manner manner) {
        this.manner = manner;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofVirtual().start(this::accept);
    }

    static HostileServer saying(String reply) {
        return new HostileServer(client -> client.getOutputStream().write(reply.getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** An octet now and then, none of which is the last. */
    static HostileServer dripping() {
        return new HostileServer(client -> {
            while (true) {
                client.getOutputStream().write('A');
                LockSupport.parkNanos(1_000_000);
            }
        });
    }

    int port() {
        return listener.getLocalPort();
    }

    synchronized int connections() {
        return connections;
    }

    /** Waits until the client has closed so many connections. */
    synchronized void awaitClosed(int count) {
        HangGuard.await(this, () -> closed >= count, () -> "only " + closed + " of " + connections + " closed");
    }

    private void accept() {
        try (listener) {
            while (true) {
                Socket client = listener.accept();
                count();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closedOrFailed) {
            // The test shows it.
        }
    }

    private void serve(Socket client) {
        byte[] octets = new byte[8192];
        try (client) {
            if (client.getInputStream().read(octets) >= 0) {
                manner.answer(client);
            }
            while (client.getInputStream().read(octets) >= 0) {
                // Until it is closed.
            }
        } catch (IOException reset) {
            // Closed as well.
        }
        closed();
    }

    private synchronized void count() {
        connections++;
    }

    private synchronized void closed() {
        closed++;
        notifyAll();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
