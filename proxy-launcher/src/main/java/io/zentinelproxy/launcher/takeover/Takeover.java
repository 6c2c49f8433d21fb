package io.zentinelproxy.launcher.takeover;

import io.zentinelproxy.core.net.ListeningSockets;
import io.zentinelproxy.launcher.systemd.SocketAddress;
import io.zentinelproxy.launcher.takeover.Packets.Packet;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the place of the process that listens on an upgrade-socket: its listening sockets are here from the beginning, and it goes on
 * serving until {@link #ready}. On the thread that starts the new process.
 */
public final class Takeover implements ListeningSockets, AutoCloseable {
    private static final System.Logger LOG = System.getLogger("zentinel");

    /** How long the old process may take for an answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Packets packets;
    private final Libc libc;
    private final Descriptors descriptors;
    private final long process;
    private final List<Offer> offers = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();
    private String admin = "";

    /** A socket of the old process. */
    private record Offer(String id, int descriptor, InetSocketAddress address) {
        boolean isFor(String listener, InetSocketAddress wanted) {
            return wanted.getPort() == 0
                    ? id.equals(listener) && address.getAddress().equals(wanted.getAddress())
                    : address.equals(wanted);
        }
    }

    private Takeover(Packets packets, Libc libc) throws IOException {
        this.packets = packets;
        this.libc = libc;
        descriptors = new Descriptors(libc);
        process = packets.peer().process();
    }

    /**
     * Asks the process that listens there for its sockets.
     *
     * @return null where nobody listens
     * @throws IOException when it is not ours, or gives none
     */
    public static @Nullable Takeover at(Path path) throws IOException {
        Libc libc = new Libc();
        Packets packets = connect(path.toAbsolutePath(), libc);
        if (packets == null) {
            return null;
        }
        try {
            return ask(packets, libc, path);
        } catch (IOException | RuntimeException e) {
            packets.close();
            throw e;
        }
    }

    private static @Nullable Packets connect(Path path, Libc libc) throws IOException {
        int socket = libc.socket();
        try (Arena arena = Arena.ofConfined()) {
            libc.connect(socket, SocketAddress.of(path.toString(), arena).octets());
            return new Packets(socket, libc, () -> libc.close(socket));
        } catch (Libc.Failure e) {
            libc.close(socket);
            if (e.isNobody()) {
                return null;
            }
            throw new IOException("the upgrade-socket " + path + " cannot be reached: " + e.getMessage(), e);
        }
    }

    private static Takeover ask(Packets packets, Libc libc, Path path) throws IOException {
        if (!packets.isOfOurs()) {
            throw new IOException(
                    "a process of user " + packets.peer().user() + " listens on the upgrade-socket " + path);
        }
        packets.patience(PATIENCE);
        packets.send(UpgradeSocket.HELLO);
        Takeover takeover = new Takeover(packets, libc);
        try {
            takeover.receiveOffers();
        } catch (IOException | RuntimeException e) {
            takeover.closeOffers();
            throw e;
        }
        return takeover;
    }

    private void receiveOffers() throws IOException {
        Packet packet = packets.receive();
        while (packet.is(UpgradeSocket.LISTENER) && packet.descriptor() != Packets.NONE) {
            SocketName name = SocketName.of(packet.descriptor(), libc);
            if (name == null) {
                libc.close(packet.descriptor());
                throw new IOException("process " + process + " has sent something else than a listening socket");
            }
            offers.add(new Offer(packet.rest().getFirst(), packet.descriptor(), name.address()));
            packet = packets.receive();
        }
        if (!packet.is(UpgradeSocket.END)) {
            throw new IOException("process " + process + " gives no sockets: " + String.join(" ", packet.lines()));
        }
        admin = packet.rest().getFirst();
    }

    /** The process whose place is taken. */
    public long process() {
        return process;
    }

    /** Where its admin server listens until this process is ready, as host and port; empty where it has none. */
    public String admin() {
        return admin;
    }

    @Override
    public @Nullable Listening take(String id, InetSocketAddress address) throws IOException {
        for (Offer offer : offers) {
            if (offer.isFor(id, address)) {
                offers.remove(offer);
                Listening listening = descriptors.adopt(offer.descriptor);
                taken.add(offer.id);
                return listening;
            }
        }
        return null;
    }

    /**
     * Says that this process is about to serve, and has all that it needs for it: the old one stops accepting and drains. What comes until this one accepts waits
     * in the kernel's queue.
     *
     * @throws IOException when the old one goes on instead; this one must end then
     */
    public void ready() throws IOException {
        try {
            List<String> lines = new ArrayList<>(List.of(UpgradeSocket.READY));
            lines.addAll(taken);
            packets.send(lines, Packets.NONE);
            if (!packets.receive().is(UpgradeSocket.RELEASED)) {
                throw new IOException("it says something else");
            }
        } catch (IOException e) {
            if (ProcessHandle.of(process).map(ProcessHandle::isAlive).orElse(false)) {
                throw new IOException("process " + process + " was not taken over and goes on: " + e.getMessage(), e);
            }
            LOG.log(Level.WARNING, "process " + process + " has ended by itself; its sockets are here");
        }
    }

    private void closeOffers() {
        offers.forEach(offer -> libc.close(offer.descriptor));
        offers.clear();
    }

    /** Closes what nobody took. */
    @Override
    public void close() {
        closeOffers();
        packets.close();
    }
}
