package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.net.OtherProtocol;
import io.zentinelproxy.core.net.Transport;
import java.nio.ByteBuffer;

/**
 * HTTP/2 of clients that begin with it without asking (RFC 9113 section 3.3). Its first octets are told apart from any request of
 * HTTP/1.1, as no method is called PRI.
 */
public final class PriorKnowledge implements OtherProtocol {
    /** Of the preface, as much as tells it from another method: those of WebDAV begin with P and R, too. */
    private static final int TELLING = 4;

    private final Http2Server server;

    public PriorKnowledge(Http2Server server) {
        this.server = server;
    }

    @Override
    public Likeness likeness(ByteBuffer first) {
        int there = Math.min(first.position(), TELLING);
        for (int at = 0; at < there; at++) {
            if (first.get(at) != ServerConnection.PREFACE[at]) {
                return Likeness.NO;
            }
        }
        return there == TELLING ? Likeness.YES : Likeness.MAYBE;
    }

    @Override
    public void serve(Transport transport, ClientAddress local, int flag, byte[] early) {
        server.serve(transport, local, flag, early);
    }
}
