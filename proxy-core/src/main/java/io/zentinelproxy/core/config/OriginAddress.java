package io.zentinelproxy.core.config;

/** Where an origin server listens. */
public sealed interface OriginAddress {
    /** As the configuration, log and metrics write it. */
    String name();

    /** A host, a name or a literal without brackets, and a port of it. */
    record Tcp(String host, int port) implements OriginAddress {
        @Override
        public String name() {
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
        }

        /** Whether the host is an address; a name is never of digits and dots alone. */
        public boolean isLiteral() {
            return host.indexOf(':') >= 0 || CharSet.DIGITS.and(".").spells(host);
        }
    }

    /** A Unix socket, by its absolute path. */
    record Unix(String path) implements OriginAddress {
        @Override
        public String name() {
            return "unix:" + path;
        }
    }
}
