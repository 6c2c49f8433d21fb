package io.zentinelproxy.core.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * The floor of the benchmark: what moving octets between two sockets on virtual threads costs when nobody looks at them.
 * Each client connection gets one connection to the origin and two virtual threads, one a direction. No HTTP is read, so
 * no proxy built on the same threads and sockets can do its work with less.
 *
 * <p>Arguments: the loopback port to listen on, the loopback port of the origin. Runs until it is killed.
 */
public final class BytePump {
    private static final int BUFFER_OCTETS = 64 * 1024;
    private static final int BACKLOG = 4096;

    private BytePump() {}

    public static void main(String[] arguments) throws IOException {
        InetSocketAddress here = loopback(arguments[0]);
        InetSocketAddress origin = loopback(arguments[1]);
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(here, BACKLOG);
            System.out.println("ready " + listener.getLocalAddress());
            while (true) {
                SocketChannel client = listener.accept();
                Thread.startVirtualThread(() -> join(client, origin));
            }
        }
    }

    private static InetSocketAddress loopback(String port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
    }

    private static void join(SocketChannel client, InetSocketAddress address) {
        try (client;
                SocketChannel origin = SocketChannel.open(address)) {
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            origin.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Thread answers = Thread.startVirtualThread(() -> pump(origin, client));
            pump(client, origin);
            answers.join();
        } catch (IOException | InterruptedException e) {
            // One side is gone: both are closed, and the client of the benchmark counts what it is missing.
        }
    }

    /** Moves octets until {@code from} ends, then ends {@code to}'s sending side; a failure closes both. */
    private static void pump(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_OCTETS);
        try {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            close(from);
            close(to);
        }
    }

    private static void close(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is left to release.
        }
    }
}
