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
 * Each client connection gets one connection to the origin. As long as answers are small one virtual thread takes turns:
 * what the client sent, then what the origin answered, four system calls that no proxy of this kind can do without. An
 * answer that may have more than one part makes it two threads, one a direction, for the rest of the connection. No HTTP
 * is read.
 *
 * <p>Arguments: the loopback port to listen on, the loopback port of the origin. Runs until it is killed.
 */
public final class BytePump {
    private static final int BUFFER_OCTETS = 64 * 1024;
    /** An answer that comes in one read of less is taken to be whole: true of the benchmark's small file. */
    private static final int SMALL_OCTETS = 4 * 1024;

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
            if (!takeTurns(client, origin)) {
                return;
            }
            Thread answers = Thread.startVirtualThread(() -> pump(origin, client));
            pump(client, origin);
            answers.join();
        } catch (IOException | InterruptedException e) {
            // One side is gone: both are closed, and the client of the benchmark counts what it is missing.
        }
    }

    /** Moves a request, then its answer, again and again; true when an answer was not small, false when a side has ended. */
    private static boolean takeTurns(SocketChannel client, SocketChannel origin) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_OCTETS);
        int answered = 0;
        while (answered < SMALL_OCTETS) {
            if (move(client, origin, buffer) < 0) {
                return false;
            }
            answered = move(origin, client, buffer);
            if (answered < 0) {
                return false;
            }
        }
        return true;
    }

    private static int move(SocketChannel from, SocketChannel to, ByteBuffer buffer) throws IOException {
        buffer.clear();
        int octets = from.read(buffer);
        buffer.flip();
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
        return octets;
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
