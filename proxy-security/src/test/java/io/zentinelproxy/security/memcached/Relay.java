package io.zentinelproxy.security.memcached;

import io.zentinelproxy.core.testkit.HangGuard;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Passes on what a client and a server say to each other, and counts how often the client speaks after the server. Any thread. */
final class Relay implements AutoCloseable {
    private final int server;
    private final ServerSocket listener;
    /** Guarded by this. */
    private int turns;

    private boolean serverSpokeLast = true;
    private final StringBuilder said = new StringBuilder();

    Relay(int server) {
        this.server = server;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** How often the client has begun to speak since this was asked. */
    synchronized int turns() {
        int before = turns;
        turns = 0;
        said.setLength(0);
        return before;
    }

    /** Waits until the client has said this since {@link #turns}. */
    synchronized void awaitSaid(String part) {
        HangGuard.await(this, () -> said.indexOf(part) >= 0, () -> part + " was not said, but " + said);
    }

    private void accept() {
        try (listener) {
            while (true) {
                Socket client = listener.accept();
                Socket behind = new Socket(InetAddress.getLoopbackAddress(), server);
                behind.setTcpNoDelay(true);
                client.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> pass(client, behind, true));
                Thread.ofVirtual().start(() -> pass(behind, client, false));
            }
        } catch (IOException closedOrFailed) {
            // The test shows it.
        }
    }

    private void pass(Socket from, Socket to, boolean isClient) {
        byte[] octets = new byte[8192];
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int length = in.read(octets); length >= 0; length = in.read(octets)) {
                spoke(isClient, new String(octets, 0, length, java.nio.charset.StandardCharsets.ISO_8859_1));
                out.write(octets, 0, length);
            }
        } catch (IOException gone) {
            // Both sides are closed.
        }
    }

    private synchronized void spoke(boolean isClient, String text) {
        if (isClient) {
            turns += serverSpokeLast ? 1 : 0;
            said.append(text);
            notifyAll();
        }
        serverSpokeLast = !isClient;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
