package io.zentinelproxy.launcher.takeover;

import io.zentinelproxy.launcher.systemd.SocketAddress;
import io.zentinelproxy.launcher.takeover.Packets.Packet;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    private static final int BACKLOG = 8;

    private final Path path;
    private final Incumbent incumbent;
    private final Libc libc;
    private final Descriptors descriptors;
    private final int socket;
    private @Nullable Object file;
    private volatile boolean closed;

    private UpgradeSocket(Path path, Incumbent incumbent) throws IOException {
        this.path = path.toAbsolutePath();
        this.incumbent = incumbent;
        libc = new Libc();
        descriptors = new Descriptors(libc);
        socket = libc.socket();
    }

    /**
     * Opens it, in the place of one that another process has left or has there.
     *
     * @throws IOException when others may write its folder, or it cannot be bound; the message names it
     */
    public static UpgradeSocket open(Path path, Incumbent incumbent) throws IOException {
        UpgradeSocket opened = new UpgradeSocket(path, incumbent);
        try {
            PrivateFolder.check(opened.path);
            opened.bind();
        } catch (IOException | RuntimeException e) {
            opened.libc.close(opened.socket);
            throw new IOException("the upgrade-socket " + path + " cannot be opened: " + e.getMessage(), e);
        }
        Thread.ofPlatform().daemon().name("zentinel-upgrade").start(opened::serve);
        return opened;
    }

    /** Under a name of its own first, so that there is no moment without one. */
    private void bind() throws IOException {
        Path mine = path.resolveSibling(
                path.getFileName() + "." + ProcessHandle.current().pid());
        Files.deleteIfExists(mine);
        try (Arena arena = Arena.ofConfined()) {
            libc.bind(socket, SocketAddress.of(mine.toString(), arena).octets());
        }
        Files.setPosixFilePermissions(mine, PosixFilePermissions.fromString("rw-------"));
        libc.listen(socket, BACKLOG);
        file = key(mine);
        Files.move(mine, path, StandardCopyOption.ATOMIC_MOVE);
    }

    private static @Nullable Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    private void serve() {
        while (!closed) {
            try (Packets packets = new Packets(libc.accept(socket), libc)) {
                if (handOver(packets)) {
                    return;
                }
            } catch (IOException | RuntimeException e) {
                if (!closed) {
                    LOG.log(Level.WARNING, "nothing was handed over, this process goes on: " + e.getMessage());
                }
            }
        }
    }

    /** Returns whether the other has taken our place. */
    private boolean handOver(Packets packets) throws IOException {
        Packets.Peer peer = packets.peer();
        if (!packets.isOfOurs()) {
            LOG.log(
                    Level.WARNING,
                    "process " + peer.process() + " of user " + peer.user() + " was refused at the upgrade-socket");
            return false;
        }
        packets.patience(HELLO_PATIENCE);
        Packet hello = receive(packets);
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
        Packet ready = receive(packets);
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

    private Packet receive(Packets packets) throws IOException {
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
            libc.shutdown(socket);
        } catch (IOException e) {
            // It is closed all the same.
        }
        libc.close(socket);
        try {
            if (file != null && file.equals(key(path))) {
                Files.delete(path);
            }
        } catch (IOException e) {
            // Somebody else has removed it; or left, it is replaced at the next start.
        }
    }
}
