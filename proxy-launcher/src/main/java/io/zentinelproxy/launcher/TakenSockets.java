package io.zentinelproxy.launcher;

import io.zentinelproxy.core.config.ObservabilitySettings;
import io.zentinelproxy.core.net.ListeningSockets;
import io.zentinelproxy.launcher.takeover.Takeover;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of the process whose place is taken. That one is let go when all is tried that may still end this one: its listeners have sockets, and the admin
 * server's port is free, or the other process's.
 */
record TakenSockets(Takeover takeover, ObservabilitySettings.Metrics admin) implements ListeningSockets {
    /** Of the process whose place is taken. */
    long process() {
        return takeover.process();
    }

    @Override
    public @Nullable Listening take(String id, InetSocketAddress address) throws IOException {
        return takeover.take(id, address);
    }

    @Override
    public void beforeAccepting() throws IOException {
        if (admin.enabled() && !hasAdmin()) {
            tryAdmin();
        }
        takeover.ready();
    }

    /** Returns when the other process has left the admin server's port. */
    void awaitAdmin(Duration most) throws IOException {
        if (admin.enabled() && hasAdmin()) {
            Patience.within(most, this::tryAdmin);
        }
    }

    private boolean hasAdmin() {
        return takeover.admin().equals(RunningServer.text(admin.address()));
    }

    /** With a socket of our own: the admin server's would log each time that it finds the port taken. */
    private void tryAdmin() throws IOException {
        try (ServerSocketChannel channel = ServerSocketChannel.open()) {
            channel.bind(admin.address());
        } catch (IOException e) {
            throw new IOException(
                    "cannot serve metrics on " + RunningServer.text(admin.address()) + ": " + e.getMessage(), e);
        }
    }
}
