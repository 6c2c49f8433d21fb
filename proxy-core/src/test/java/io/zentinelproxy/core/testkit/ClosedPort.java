package io.zentinelproxy.core.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Places where no connection comes about. */
public final class ClosedPort implements AutoCloseable {

    /** More than the kernel queues for a backlog of one. */
    private static final int ENOUGH_TO_FILL = 8;

    private final ServerSocket server;
    private final List<SocketChannel> queued = new ArrayList<>();

    private ClosedPort(ServerSocket server) {
        this.server = server;
    }

    /** A loopback address that refuses connections, of a {@link FreePort}. */
    public static InetSocketAddress refusing() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.next());
    }

    /** A loopback port whose queue is full: the kernel drops further attempts, so that they neither fail nor succeed. */
    public static ClosedPort silent() {
        try {
            ClosedPort port = new ClosedPort(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            port.fill();
            return port;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Without a wait: who waited for an attempt that fails could take a slow machine for a full queue. */
    private void fill() throws IOException {
        for (int i = 0; i < ENOUGH_TO_FILL; i++) {
            SocketChannel attempt = SocketChannel.open();
            queued.add(attempt);
            attempt.configureBlocking(false);
            attempt.connect(server.getLocalSocketAddress());
        }
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) server.getLocalSocketAddress();
    }

    @Override
    public void close() {
        try {
            for (SocketChannel attempt : queued) {
                attempt.close();
            }
            server.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
