package io.zentinelproxy.core.wire.http2.origin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** One address for several origins: the first connection goes to the first, the second to the second, and so on to the last. */
final class Switchboard implements AutoCloseable {
    private final ServerSocket server;
    private final ArrayDeque<InetSocketAddress> origins;
    private final Queue<Socket> open = new ConcurrentLinkedQueue<>();

    Switchboard(InetSocketAddress... origins) {
        this.origins = new ArrayDeque<>(List.of(origins));
        try {
            server = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofPlatform().daemon().name("switchboard").start(this::accept);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    private void accept() {
        while (true) {
            try {
                Socket caller = server.accept();
                InetSocketAddress origin = origins.size() > 1 ? origins.remove() : origins.getFirst();
                Socket called = new Socket(origin.getAddress(), origin.getPort());
                open.add(caller);
                open.add(called);
                Thread.ofVirtual().start(() -> pass(caller, called));
                Thread.ofVirtual().start(() -> pass(called, caller));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException closed) {
            // One side was first.
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
