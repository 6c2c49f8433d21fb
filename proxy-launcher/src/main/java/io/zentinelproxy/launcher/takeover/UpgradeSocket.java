package io.zentinelproxy.launcher.takeover;

import io.zentinelproxy.launcher.takeover.Packets.Packet;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where a running process gives its listening sockets to one that asks for them and takes its place. One at a time is listened to, on a thread
 * of its own; only processes of the same user, and root's, are. Until the other says that it is ready nothing changes here, whatever becomes of it.
 *
 * <p>The walk: {@code zentinel-takeover 1} comes; {@code listener} with id and descriptor goes for each, then {@code end} with the admin address;
 * {@code ready} comes with the ids that were taken; {@code released} goes.
 */
public final class UpgradeSocket implements AutoCloseable {
    /** What the other says first: the protocol and its version. */
    static final String HELLO = "zentinel-takeover 1";

    static final String LISTENER = "listener";
    static final String END = "end";
    static final String READY = "ready";
    static final String RELEASED = "released";
    static final String REFUSED = "refused";

    private static final System.Logger LOG = System.getLogger("zentinel");

    /** How long one that has connected may take to say what it wants. */
    private static final Duration HELLO_PATIENCE = Duration.ofSeconds(5);

    /** How long one that has the sockets may take until it serves. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(60);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);
    private static final int BACKLOG = 8;

    private final Path path;

    /** What it is bound to, before it gets its name. */
    private final Path bound;

    private final Incumbent incumbent;
    private final ServerSocketChannel channel;
    private @Nullable Object file;
    private volatile boolean closed;

    private UpgradeSocket(Path path, Incumbent incumbent) throws IOException {
        this.path = path;
        bound = path.resolveSibling(
                path.getFileName() + "." + ProcessHandle.current().pid());
        this.incumbent = incumbent;
        channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    }

    /**
     * Opens it, in the place of one that another process has left or has there.
     *
     * @throws IOException when others may write its folder, or it cannot be bound; the message names it
     */
    public static UpgradeSocket open(Path path, Incumbent incumbent) throws IOException {
        UpgradeSocket opened = new UpgradeSocket(path.toAbsolutePath(), incumbent);
        try {
            PrivateFolder.check(opened.path);
            opened.bind();
        } catch (IOException | RuntimeException e) {
            opened.channel.close();
            throw new IOException("the upgrade-socket " + path + " cannot be opened: " + e.getMessage(), e);
        }
        Thread.ofPlatform().daemon().name("zentinel-upgrade").start(opened::serve);
        return opened;
    }

    /** Under a name of its own first, so that there is no moment without one. */
    private void bind() throws IOException {
        Files.deleteIfExists(bound);
        channel.bind(UnixDomainSocketAddress.of(bound), BACKLOG);
        Files.setPosixFilePermissions(bound, PosixFilePermissions.fromString("rw-------"));
        file = key(bound);
        Files.move(bound, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    private void serve() {
        boolean over = false;
        while (!closed && !over) {
            try (SocketChannel other = channel.accept()) {
                over = handOver(other);
            } catch (IOException | RuntimeException e) {
                if (!closed) {
                    LOG.log(Level.WARNING, "nothing was handed over, this process goes on: " + e.getMessage());
                    // Without descriptors, accepting fails at once.
                    LockSupport.parkNanos(PAUSE_AFTER_FAILURE.toNanos());
                }
            }
        }
    }

    /** Calls libc only now: linking its functions would be a good part of a start. */
    private boolean handOver(SocketChannel other) throws IOException {
        Libc libc = new Libc();
        Descriptors descriptors = new Descriptors(libc);
        try (Packets packets = new Packets(descriptors.accepted(bound), libc, other)) {
            return handOver(packets, descriptors, libc);
        }
    }

    /** Returns whether the other has taken our place. */
    private boolean handOver(Packets packets, Descriptors descriptors, Libc libc) throws IOException {
        Packets.Peer peer = packets.peer();
        if (!packets.isOfOurs()) {
            LOG.log(
                    Level.WARNING,
                    "process " + peer.process() + " of user " + peer.user() + " was refused at the upgrade-socket");
            return false;
        }
        packets.patience(HELLO_PATIENCE);
        Packet hello = receive(packets, libc);
        if (!hello.is(HELLO)) {
            packets.send(REFUSED, "it speaks " + HELLO);
            throw new IOException("process " + peer.process() + " does not speak " + HELLO);
        }
        LOG.log(Level.INFO, "process " + peer.process() + " asks for the listening sockets");
        for (Incumbent.Socket one : incumbent.sockets()) {
            packets.send(List.of(LISTENER, one.id()), descriptors.find(one.address()));
        }
        packets.send(END, incumbent.admin());
        packets.patience(START_PATIENCE);
        Packet ready = receive(packets, libc);
        if (!ready.is(READY)) {
            throw new IOException("process " + peer.process() + " says something else than that it is ready");
        }
        release(packets, peer, new HashSet<>(ready.rest()));
        return true;
    }

    private void release(Packets packets, Packets.Peer peer, Set<String> taken) throws IOException {
        incumbent.announce(peer.process());
        try {
            packets.send(RELEASED);
        } catch (IOException e) {
            incumbent.announce(ProcessHandle.current().pid());
            throw e;
        }
        LOG.log(Level.INFO, "process " + peer.process() + " has taken over");
        closed = true;
        incumbent.replaced(taken);
    }

    private static Packet receive(Packets packets, Libc libc) throws IOException {
        Packet packet = packets.receive();
        if (packet.descriptor() != Packets.NONE) {
            libc.close(packet.descriptor());
        }
        return packet;
    }

    /** Closes it, and removes its file unless another process has its own there by now. */
    @Override
    public void close() {
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is released all the same.
        }
        try {
            if (file != null && file.equals(key(path))) {
                Files.delete(path);
            }
        } catch (IOException e) {
            // Somebody else has removed it; or left, it is replaced at the next start.
        }
    }
}
