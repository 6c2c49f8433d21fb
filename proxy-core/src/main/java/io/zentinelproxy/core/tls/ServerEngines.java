package io.zentinelproxy.core.tls;

import javax.net.ssl.SSLEngine;

/** Makes the engine that answers a client, by what its ClientHello says. Called on the connection's thread; any number at once. */
public interface ServerEngines {
    /**
     * An engine in server mode, with its certificate, versions, cipher suites and client-auth policy; the protocols (RFC 7301) are set
     * by who asks.
     *
     * @param identity of certificate and policy, for {@link io.zentinelproxy.core.exchange.TlsFacts#identity}
     */
    record Chosen(SSLEngine engine, Object identity) {}

    Chosen choose(ClientHello hello);
}
