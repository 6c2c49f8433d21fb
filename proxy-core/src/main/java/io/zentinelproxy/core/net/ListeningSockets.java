package io.zentinelproxy.core.net;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import org.jspecify.annotations.Nullable;

/** Sockets that listen already, such as those of a process whose place this one takes: a listener takes its own instead of binding. */
public interface ListeningSockets {
    /** None: every listener binds. */
    ListeningSockets NONE = (id, address) -> null;

    /**
     * One of them.
     *
     * @param address where it listens truly, which the channel may not know
     */
    record Listening(ServerSocketChannel channel, InetSocketAddress address) {}

    /**
     * Gives a listener its socket; who has taken it closes it.
     *
     * @param id of the listener
     * @param address where it is configured to listen; port 0 where any will do
     * @return null where it must bind
     * @throws IOException when there is one that cannot be used
     */
    @Nullable
    Listening take(String id, InetSocketAddress address) throws IOException;

    /**
     * Called once, when every listener has its socket and none accepts yet: nothing else is in the way of serving.
     *
     * @throws IOException when this process is not to serve after all
     */
    default void beforeAccepting() throws IOException {}
}
