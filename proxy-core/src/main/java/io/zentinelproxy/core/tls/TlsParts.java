package io.zentinelproxy.core.tls;

import io.zentinelproxy.core.net.Sweep;

/** What all connections that speak TLS share. */
public record TlsParts(TlsBuffers buffers, Signing signing, Sweep sweep) {}
