package io.zentinelproxy.launcher.takeover;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/** The process that serves now, as {@link UpgradeSocket} sees it. Called on that one's thread. */
public interface Incumbent {
    /**
     * One listening socket.
     *
     * @param id of its listener
     */
    record Socket(String id, InetSocketAddress address) {}

    List<Socket> sockets();

    /** Where the admin server listens, as host and port; empty where there is none. It is not handed over, but closed by {@link #replaced}. */
    String admin();

    /** The service manager is to take this process for the main one from now on. */
    void announce(long process);

    /** Another process serves in place of this one, and has the sockets of these listeners. */
    void replaced(Set<String> taken);
}
