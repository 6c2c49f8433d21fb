package io.zentinelproxy.launcher.admin;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;

/**
 * The names that a request may use for this server. On a loopback address only loopback's own: else a page of any site could have its
 * name resolve to 127.0.0.1 and read from a browser on this machine what the server tells (DNS rebinding). On any other address every
 * name is served: whoever opened it knows its names, this server does not.
 */
final class ServedHosts {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean any;
    private final String own;

    ServedHosts(InetAddress bound) {
        any = !bound.isLoopbackAddress();
        own = bound.getHostAddress();
    }

    /** Whether a request for this host is meant for us; empty is for HTTP/1.0, which names none. */
    boolean serves(String host) {
        return any || host.isEmpty() || host.equals(own) || LOOPBACK.contains(host.toLowerCase(Locale.ROOT));
    }
}
