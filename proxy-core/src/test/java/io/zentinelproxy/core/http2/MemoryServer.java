package io.zentinelproxy.core.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.ExchangeHandler;
import io.zentinelproxy.core.net.Pace;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.uri.PathLeniency;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The HTTP/2 side of a listener over connections in memory, one after the other, that nothing hurries. */
final class MemoryServer {
    private static final Duration LONG = Duration.ofDays(1);
    private static final ClientAddress HERE = ClientAddress.of(InetAddress.getLoopbackAddress(), 443);
    private static final long HOLD = 1 << 24;
    private static final int MOST_ODD_EVENTS = 1_000_000_000;

    private final HoldBudget budget = new HoldBudget(HOLD);
    private final BulkBuffers bulk = new BulkBuffers();
    private final Http2Shared shared = new Http2Shared(new Sweep(System::nanoTime), bulk, budget);
    private final Http2Server server;

    /** With a budget that no connection uses up. */
    MemoryServer(ExchangeHandler handler) {
        this(handler, MOST_ODD_EVENTS);
    }

    MemoryServer(ExchangeHandler handler, int maxOddEvents) {
        Http2Settings settings = new Http2Settings(
                10_000,
                65_535,
                65_535,
                maxOddEvents,
                null,
                8192,
                100,
                128,
                4096,
                1 << 20,
                LONG,
                LONG,
                0,
                Pace.ANY,
                Pace.ANY,
                PathLeniency.NONE);
        server = new Http2Server("memory", settings, handler, shared, (peer, code, reason) -> {});
    }

    void drain() {
        server.drain();
    }

    /** Serves a connection to its end, after which nothing of it may be left; the frames that were sent. */
    List<H2Frame> serve(MemoryTransport transport) {
        server.serve(transport, HERE, 0);
        assertThat(server.connections()).isZero();
        assertThat(server.counters().open()).isZero();
        assertThat(shared.outputBuffersTaken()).isZero();
        assertThat(bulk.taken()).isZero();
        assertThat(budget.held()).isZero();
        return frames(ByteBuffer.wrap(transport.sentOctets()));
    }

    /** Streams that were taken up so far. */
    long streams() {
        return server.counters().streams();
    }

    /** The frames that octets are, all of them whole. */
    static List<H2Frame> frames(ByteBuffer octets) {
        List<H2Frame> frames = new ArrayList<>();
        while (octets.hasRemaining()) {
            int length = (octets.get() & 0xff) << 16 | octets.getShort() & 0xffff;
            int type = octets.get() & 0xff;
            int flags = octets.get() & 0xff;
            int stream = octets.getInt();
            assertThat(length).isLessThanOrEqualTo(Frames.MAX_PAYLOAD);
            assertThat(stream).isNotNegative();
            byte[] payload = Arrays.copyOfRange(octets.array(), octets.position(), octets.position() + length);
            octets.position(octets.position() + length);
            frames.add(new H2Frame(type, flags, stream, payload));
        }
        return frames;
    }
}
