package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.http1.Http1Server;
import io.zentinelproxy.core.http2.Http2Server;
import io.zentinelproxy.core.net.Transport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The protocols of one listener: which of them a connection speaks is told by its handshake (RFC 7301), in the clear by its first
 * octets.
 *
 * @param http2 null where it is not spoken
 * @param onlyHttp2 whether HTTP/1.1 is not
 */
record Protocols(Http1Server http1, @Nullable Http2Server http2, boolean onlyHttp2) {
    /** Serves a connection to its end, on its virtual thread. */
    void serve(Transport transport, ClientAddress local, int flag) {
        if (http2 != null && (onlyHttp2 || hasAgreedOnHttp2(transport.tls()))) {
            http2.serve(transport, local, flag);
        } else {
            http1.serve(transport, local, flag);
        }
    }

    private static boolean hasAgreedOnHttp2(@Nullable TlsFacts tls) {
        return tls != null && tls.isHttp2();
    }

    /** @param idle how long a connection of HTTP/1.1 may wait for one more request */
    void drain(Duration idle) {
        http1.drain(idle);
        if (http2 != null) {
            http2.drain();
        }
    }

    void close() {
        http1.close();
        if (http2 != null) {
            http2.close();
        }
    }

    /** Connections open now. */
    int connections() {
        return http1.connections() + (http2 == null ? 0 : http2.connections());
    }

    /** Requests that are being served now. */
    int active() {
        return http1.active() + (http2 == null ? 0 : http2.active());
    }
}
