package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.upstream.dns.Resolver;
import io.zentinelproxy.core.upstream.tls.OriginTls;
import org.jspecify.annotations.Nullable;

/**
 * How the targets of one upstream are reached.
 *
 * @param tls how connections are encrypted, or null where they are not
 */
record Reach(UpstreamSettings settings, @Nullable OriginTls tls, Resolver resolver, Sweep sweep) {
    Connector connector(OriginAddress to) {
        return new Connector(to, settings, tls, resolver, sweep);
    }

    /** Whether connections of the other are as this one would make them. */
    boolean isAlike(Reach other) {
        return tls == other.tls
                && settings.http().equals(other.settings.http())
                && settings.pool().equals(other.settings.pool())
                && settings.timeouts().equals(other.settings.timeouts())
                && settings.proxyProtocol() == other.settings.proxyProtocol();
    }
}
