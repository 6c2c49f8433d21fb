package io.zentinelproxy.launcher.differential;

import java.net.InetSocketAddress;

/** A server that tells what it understood. */
interface Origin extends AutoCloseable {
    String name();

    InetSocketAddress address();

    /** The path that it looks up for a target, where it tells one; by its own documentation. */
    default String expectedPath(String target) {
        return "-";
    }

    @Override
    void close();
}
