package io.zentinelproxy.launcher.takeover;

import io.zentinelproxy.core.net.ListeningSockets.Listening;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Listening sockets between Java's channels and their descriptors, without the JDK's internals. A channel's descriptor is found among those of the process
 * by the address that it listens on, which no second one of a process has.
 *
 * <p>A descriptor becomes a channel the other way round: a channel is bound to a free port of its own, its descriptor is found, and the given socket
 * is put in its place (dup3(2)). The channel then accepts there, and knows its old address only. (System.inheritedChannel knows descriptor 0
 * alone, and once.)
 */
final class Descriptors {
    private static final Path OWN = Path.of("/proc/self/fd");
    private static final byte[] LOOPBACK = {127, 0, 0, 1};

    private final Libc libc;

    /** What is looked for among the descriptors of this process. */
    private interface Wanted {
        boolean isThis(int descriptor) throws IOException;
    }

    Descriptors(Libc libc) {
        this.libc = libc;
    }

    /**
     * The descriptor that listens on an address.
     *
     * @throws IOException when there is none
     */
    int find(InetSocketAddress address) throws IOException {
        return first(descriptor -> {
            SocketName name = SocketName.of(descriptor, libc);
            return name != null && name.address().equals(address) && isListening(descriptor);
        });
    }

    /**
     * The descriptor of the one connection that was accepted at a Unix socket.
     *
     * @param path that the listening socket was bound to
     * @throws IOException when there is none
     */
    int accepted(Path path) throws IOException {
        return first(descriptor -> UnixName.isBound(descriptor, path, libc) && !isListening(descriptor));
    }

    private int first(Wanted wanted) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(OWN)) {
            for (Path one : all) {
                int descriptor = Integer.parseInt(one.getFileName().toString());
                if (isThis(descriptor, wanted)) {
                    return descriptor;
                }
            }
        }
        throw new IOException("the descriptor of a socket was not found in " + OWN);
    }

    /** Connections have the address that they were accepted at, and one may be closed while it is looked at: it was none that is wanted. */
    private static boolean isThis(int descriptor, Wanted wanted) {
        try {
            return wanted.isThis(descriptor);
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * Makes a channel of a socket that listens, and closes the descriptor, whatever comes of it.
     *
     * @throws IOException when it is no such socket, or the channel does not become it
     */
    Listening adopt(int descriptor) throws IOException {
        try {
            SocketName name = SocketName.of(descriptor, libc);
            if (name == null || !isListening(descriptor)) {
                throw new IOException("descriptor " + descriptor + " is no listening socket of the Internet");
            }
            // The family decides how the channel reads the addresses of its clients.
            ServerSocketChannel channel = ServerSocketChannel.open(name.family());
            try {
                become(channel, descriptor, name);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            return new Listening(channel, name.address());
        } finally {
            libc.close(descriptor);
        }
    }

    private void become(ServerSocketChannel channel, int descriptor, SocketName name) throws IOException {
        channel.bind(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), 0), 1);
        int own = find((InetSocketAddress) channel.getLocalAddress());
        libc.replace(own, descriptor);
        if (!name.equals(SocketName.of(own, libc)) || !isListening(own)) {
            throw new IOException("the socket that listens on " + name.address() + " cannot be adopted");
        }
        if (libc.isNonBlocking(own)) {
            // The channel believes that it blocks.
            libc.block(own);
        }
    }

    private boolean isListening(int descriptor) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(ValueLayout.JAVA_INT);
            libc.option(descriptor, Libc.SO_ACCEPTCONN, value, arena.allocateFrom(ValueLayout.JAVA_INT, Integer.BYTES));
            return value.get(ValueLayout.JAVA_INT, 0) != 0;
        }
    }
}
