package io.zentinelproxy.core.config;

import io.zentinelproxy.core.uri.PathLeniency;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code listener} block.
 *
 * @param id in full: behind the id of the namespace that it stands in
 * @param namespace whose routes alone are served, or null where all are
 * @param requestHeadTimeout from the first octet of a request head to its end; also how long a request body may keep us waiting
 * @param keepAliveTimeout how long a connection may idle between two requests
 * @param keepAliveMaxRequests requests served on one connection before it is closed; 0 means no limit
 * @param defaultRoute id of the route taken when no other matches, or null
 * @param trustedProxies networks whose X-Forwarded-* and request id are believed
 * @param allowHalfClose whether a client may close its sending side while it waits for an answer
 * @param rates how slow a client may be with content
 * @param leniency what paths of its clients may hold beyond what has one meaning
 * @param proxyProtocol from whom PROXY headers are taken, or null for nobody
 * @param modules what the blocks of modules in it came to
 * @param tls what connections are encrypted with, or null where they are in the clear
 * @param http2 whether and how HTTP/2 is spoken
 */
public record ListenerSettings(
        String id,
        @Nullable String namespace,
        InetSocketAddress address,
        Duration requestHeadTimeout,
        Duration keepAliveTimeout,
        int keepAliveMaxRequests,
        @Nullable String defaultRoute,
        List<Network> trustedProxies,
        boolean allowHalfClose,
        Rates rates,
        PathLeniency leniency,
        @Nullable ProxyProtocolSettings proxyProtocol,
        List<ModuleSettings> modules,
        @Nullable TlsSettings tls,
        Http2ListenerSettings http2) {

    /** What a module's block here came to, or null where there is none. */
    public <S extends ModuleSettings> @Nullable S module(Class<S> type) {
        return ModuleSettings.find(modules, type);
    }

    /**
     * Octets per second of the time that a client kept us waiting, at least; 0 for any.
     *
     * @param request content that it sends
     * @param response answers that it takes
     * @param grace how long it may keep us waiting before that counts
     */
    public record Rates(long request, long response, Duration grace) {}
}
