package io.zentinelproxy.launcher.differential;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** An origin that somebody else has started and will end. */
record StartedOrigin(String name, int port) implements Origin {

    /** @param text name and port, as {@code nginx=8080} */
    static StartedOrigin parse(String text) {
        String[] parts = text.split("=", 2);
        return new StartedOrigin(parts[0], Integer.parseInt(parts[1]));
    }

    @Override
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** nginx and Apache decode, and are configured not to merge slashes. */
    @Override
    public String expectedPath(String target) {
        return Paths.decoded(Paths.of(target));
    }

    @Override
    public void close() {}
}
