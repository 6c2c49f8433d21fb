package io.zentinelproxy.core.proxyheader;

import io.zentinelproxy.core.config.ProxyProtocolSettings;
import io.zentinelproxy.core.net.ConnectionRefusal;
import io.zentinelproxy.core.net.SocketTransport;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header that begins the connections of a listener's balancers: bounded in octets and in time, and what comes behind it
 * goes back to the transport. Any thread; one connection at a time each.
 */
public final class ProxyHeaderReader {
    /** All that a connection may be refused for here. */
    public static final List<ConnectionRefusal> REFUSALS =
            List.of(BadProxyHeader.BAD, BadProxyHeader.LATE, BadProxyHeader.MISSING);

    private final ProxyProtocolSettings settings;
    private final Sweep sweep;

    /** How long a peer may be silent that need not send a header. */
    private final Duration silence;

    public ProxyHeaderReader(ProxyProtocolSettings settings, Duration silence, Sweep sweep) {
        this.settings = settings;
        this.silence = silence;
        this.sweep = sweep;
    }

    /**
     * Reads the header of a connection that has just been accepted.
     *
     * @return null where the peer ended without having said anything, as checks of a port do
     * @throws BadProxyHeader where the connection is to be refused
     */
    public @Nullable ProxyHeader read(SocketTransport transport) throws IOException {
        Duration patience = settings.required() ? settings.timeout() : silence;
        transport.deadline(sweep.now() + patience.toNanos());
        ByteBuffer in = ByteBuffer.allocate(BinaryHeader.MAX_OCTETS);
        ProxyHeader header = null;
        while (header == null) {
            boolean first = in.position() == 0;
            if (transport.read(in) < 0) {
                return ended(transport, in);
            }
            if (first && !settings.required()) {
                transport.deadline(sweep.now() + settings.timeout().toNanos());
            }
            header = parse(in);
        }
        transport.deadline(Transport.NO_DEADLINE);
        transport.putBack(in);
        return header;
    }

    private static @Nullable ProxyHeader ended(SocketTransport transport, ByteBuffer in) throws BadProxyHeader {
        if (transport.isLate()) {
            throw BadProxyHeader.late();
        }
        if (in.position() > 0) {
            throw BadProxyHeader.of("it ends within the header");
        }
        return null;
    }

    /** Parses what has come; null where more must come. Afterwards the buffer has what follows the header. */
    private @Nullable ProxyHeader parse(ByteBuffer in) throws BadProxyHeader {
        ByteBuffer seen = in.duplicate().flip();
        ProxyHeader header;
        if (BinaryHeader.mayBegin(seen)) {
            header = BinaryHeader.parse(seen);
        } else if (TextHeader.mayBegin(seen)) {
            header = TextHeader.parse(seen);
        } else if (settings.required()) {
            throw BadProxyHeader.missing();
        } else {
            header = ProxyHeader.NOTHING_TOLD;
        }
        if (header != null) {
            in.limit(in.position()).position(seen.position());
        }
        return header;
    }
}
