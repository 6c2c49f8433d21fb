package io.zentinelproxy.security.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands before a server; once it is told to, it lets through what the server says octet by octet, with a pause after each. */
final class DrippingRelay implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final int server;
    private volatile Duration pause = Duration.ZERO;

    DrippingRelay(int server) throws IOException {
        this.server = server;
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void drip(Duration pauseAfterEach) {
        pause = pauseAfterEach;
    }

    private void accept() {
        try {
            while (true) {
                Socket asker = kept(listener.accept());
                Socket answering = kept(new Socket(InetAddress.getLoopbackAddress(), server));
                asker.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> pump(asker, answering, false));
                Thread.ofVirtual().start(() -> pump(answering, asker, true));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private Socket kept(Socket socket) {
        sockets.add(socket);
        return socket;
    }

    private void pump(Socket from, Socket to, boolean drips) {
        byte[] octets = new byte[4096];
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int count = in.read(octets); count > 0; count = in.read(octets)) {
                if (drips && !pause.isZero()) {
                    drip(out, octets, count);
                } else {
                    out.write(octets, 0, count);
                }
            }
        } catch (IOException gone) {
            // One of the two has ended it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void drip(OutputStream out, byte[] octets, int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            out.write(octets[i]);
            Thread.sleep(pause);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
