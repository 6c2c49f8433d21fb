package io.zentinelproxy.core.upstream.check;

import io.zentinelproxy.core.exchange.UpstreamExchange;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http1.Http1Upstream;
import io.zentinelproxy.core.http2.ClientConnection;
import io.zentinelproxy.core.http2.ErrorCode;
import io.zentinelproxy.core.http2.Http2Upstream;
import io.zentinelproxy.core.net.Pace;
import io.zentinelproxy.core.net.Transport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One exchange on a connection of its own, which ends with it. Confined to the check's thread. */
final class Call implements AutoCloseable {
    /** Of one wait: the deadline of the whole ends it sooner. */
    private static final long PATIENCE = Duration.ofDays(1).toNanos();

    private final Transport transport;
    private final UpstreamExchange exchange;
    private final @Nullable Http2Upstream stream;
    private final @Nullable ClientConnection connection;

    private Call(
            Transport transport,
            UpstreamExchange exchange,
            @Nullable Http2Upstream stream,
            @Nullable ClientConnection connection) {
        this.transport = transport;
        this.exchange = exchange;
        this.stream = stream;
        this.connection = connection;
    }

    /** In HTTP/1.1. Takes over the connection. */
    static Call http1(Transport transport, CheckParts parts) {
        Http1Upstream exchange = Http1Upstream.lean(parts.bulk(), parts.held());
        exchange.bind(transport, Nobody.INSTANCE, Pace.ANY, Pace.ANY);
        return new Call(transport, exchange, null, null);
    }

    /** In HTTP/2. Takes over the connection. */
    static Call http2(Transport transport, CheckParts parts, long until) throws UpstreamFault {
        ClientConnection begun = parts.http2().begin(transport, Quiet.INSTANCE, Nobody.INSTANCE, until);
        Http2Upstream exchange = begun.exchange();
        exchange.bind(begun, Nobody.INSTANCE, PATIENCE, Pace.ANY, Pace.ANY, () -> {});
        exchange.deadline(until);
        return new Call(transport, exchange, exchange, begun);
    }

    UpstreamExchange exchange() {
        return exchange;
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.end(false);
        }
        if (connection != null) {
            connection.close();
        }
        transport.close();
    }

    /** Whom nothing need be told of a connection: its one exchange sees what happens. */
    private static final class Quiet implements ClientConnection.Owner {
        static final Quiet INSTANCE = new Quiet();

        @Override
        public void changed() {
            // Nobody waits for a place on it.
        }

        @Override
        public void ended() {
            // As above.
        }

        @Override
        public void failed(ErrorCode code, String reason) {
            // The exchange fails with it.
        }
    }
}
