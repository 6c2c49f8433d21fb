package io.zentinelproxy.core.tls;

/** Is told how each handshake of a client ended, on that connection's thread. Must not block. */
public interface HandshakeObserver {
    void ended(HandshakeResult result, long nanos);
}
