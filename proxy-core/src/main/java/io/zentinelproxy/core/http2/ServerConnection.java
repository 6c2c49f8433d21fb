package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.http2.hpack.FieldSection;
import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client: takes up its requests, each on a virtual thread of its own, and ends in order. The reading thread runs
 * this; {@link #drain} and {@link #close} may come from any.
 */
final class ServerConnection extends Http2Connection {
    /** What a client begins with (RFC 9113 section 3.4). */
    static final byte[] PREFACE = Ascii.octets("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

    private static final long NEVER = Long.MAX_VALUE;

    private final Http2Server server;
    private final Http2Settings settings;
    private final ClientAddress local;
    private final int flag;
    private final EarlyPriorities priorities = new EarlyPriorities();
    private final Accepting accepting = new Accepting();
    private final SectionTarget refusing = new Refusing();

    /** The stream that is being opened, while its field block is decoded. */
    private int opening;

    private @Nullable Http2Exchange taken;

    /**
     * Streams that count for the limit. One no longer does when the frame that ends it is put, which is before its client can know: who
     * opens another at once keeps to the limit.
     */
    private final AtomicInteger open = new AtomicInteger();

    private volatile int lastStream;
    private int served;

    /** Exchanges whose threads have not ended. Guarded by the monitor. */
    private int underWay;

    private final Farewell farewell;
    private @Nullable Thread reader;

    ServerConnection(Http2Server server, Transport transport, ClientAddress local, int flag, byte[] early) {
        super(
                transport,
                server.shared(),
                server.counters(),
                new Terms(
                        server.settings().connectionWindow(),
                        server.settings().connectionWindow() / 2,
                        server.settings().maxOddEvents(),
                        server.settings().headTimeout()),
                early);
        this.server = server;
        this.local = local;
        this.flag = flag;
        settings = server.settings();
        farewell = new Farewell(this, settings);
    }

    ClientAddress local() {
        return local;
    }

    int flag() {
        return flag;
    }

    @Override
    boolean isServer() {
        return true;
    }

    @Override
    void begin() throws IOException, ConnectionError {
        long timeout = settings.headTimeout().toNanos();
        transport().writeTimeout(timeout);
        announce();
        if (farewell.settingsAreOut(server)) {
            drain();
        }
        // Whoever never says anything has not said anything wrong.
        if (!input().expect(PREFACE) && input().hasBuffered()) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "bad_preface");
        }
        transport().deadline(Transport.NO_DEADLINE);
    }

    private void announce() {
        ByteBuffer payload = ByteBuffer.allocate(5 * 6);
        put(payload, Frames.SETTING_MAX_CONCURRENT_STREAMS, settings.maxConcurrentStreams());
        put(payload, Frames.SETTING_INITIAL_WINDOW_SIZE, settings.streamWindow());
        put(payload, Frames.SETTING_MAX_HEADER_LIST_SIZE, settings.maxHeadOctets());
        put(payload, Frames.SETTING_ENABLE_CONNECT_PROTOCOL, 1);
        put(payload, Frames.SETTING_NO_RFC7540_PRIORITIES, 1);
        byte[] octets = new byte[payload.flip().remaining()];
        payload.get(octets);
        output().control(Frames.SETTINGS, 0, 0, octets);
        int more = settings.connectionWindow() - Frames.DEFAULT_WINDOW;
        if (more > 0) {
            output().control(Frames.WINDOW_UPDATE, 0, more);
        }
    }

    private static void put(ByteBuffer payload, int setting, int value) {
        payload.putShort((short) setting).putInt(value);
    }

    @Override
    int lastStream() {
        return farewell.lastStream(lastStream);
    }

    /** The last stream that the client has opened, taken up or not. */
    int lastOpened() {
        return lastStream;
    }

    /** Requests taken up so far. */
    int served() {
        return served;
    }

    @Override
    boolean isIdle(int id) {
        return id > lastStream || id % 2 == 0;
    }

    @Override
    SectionTarget newStream(int id, boolean last) throws ConnectionError {
        if (id % 2 == 0) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "even_stream");
        }
        opening = id;
        if (id <= lastStream) {
            return closedStream(id);
        }
        lastStream = id;
        if (!admit()) {
            return refusing;
        }
        taken = server.take();
        return accepting;
    }

    @Override
    void usedUp(int id) throws ConnectionError {
        if (id % 2 == 0) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "even_stream");
        }
        if (id <= lastStream) {
            closedStream(id);
        } else {
            lastStream = id;
        }
    }

    private SectionTarget closedStream(int id) throws ConnectionError {
        switch (streams().closed(id)) {
            case RESET_BY_US -> {
                budget().late(input().length());
                return new Ignoring();
            }
            case ENDED, RESET_BY_PEER -> throw new ConnectionError(ErrorCode.STREAM_CLOSED, "headers_on_closed_stream");
            case UNKNOWN -> throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "stream_out_of_order");
        }
        throw new IllegalStateException();
    }

    /**
     * What counts is what is under way, too: a stream that its client resets is out of sight, but its work may not be (CVE-2023-44487). An
     * answer is complete a moment before its exchange is, hence twice the number.
     */
    private synchronized boolean admit() {
        int most = settings.maxConcurrentStreams();
        if (farewell.isFinal() || open.get() >= most || underWay >= 2 * most) {
            return false;
        }
        underWay++;
        return true;
    }

    /** A request whose head is being decoded. */
    private final class Accepting implements SectionTarget {
        @Override
        public FieldSection section() {
            return exchange().section();
        }

        private Http2Exchange exchange() {
            if (taken == null) {
                throw new IllegalStateException("no exchange taken");
            }
            return taken;
        }

        @Override
        public void onSection(boolean last, int frameOctets) {
            Http2Exchange exchange = exchange();
            taken = null;
            open(exchange, last, frameOctets);
        }
    }

    private void open(Http2Exchange exchange, boolean last, int frameOctets) {
        Duration most = settings.streamTimeout();
        long deadline = most == null ? NEVER : sweep().now() + most.toNanos();
        RequestStream request =
                new RequestStream(this, opening, settings.streamWindow(), output().initialWindow(), deadline);
        Stream stream = request.stream();
        if (!isSettled()) {
            // Until then it goes by the default (RFC 9113 section 6.9.3).
            stream.input().tolerate(Math.max(0, Frames.DEFAULT_WINDOW - settings.streamWindow()));
        }
        stream.received(frameOctets);
        Urgency early = priorities.take(opening);
        if (early != null) {
            stream.outgoing().urgency(early);
        }
        if (last) {
            stream.ended();
            stream.input().end();
        }
        streams().put(stream);
        counters().opened();
        budget().opened();
        open.incrementAndGet();
        served++;
        exchange.bind(this, request, last);
        exchange.thread().start();
        if (settings.keepAliveMaxRequests() > 0 && served >= settings.keepAliveMaxRequests()) {
            goFinally();
        }
    }

    /** A stream more than may be. */
    private final class Refusing implements SectionTarget {
        @Override
        public FieldSection section() {
            return discarded();
        }

        @Override
        public void onSection(boolean last, int frameOctets) {
            counters().refused();
            refuse(opening, ErrorCode.REFUSED_STREAM);
        }
    }

    /** Fields of a stream that we have reset: they were under way. */
    private final class Ignoring implements SectionTarget {
        @Override
        public FieldSection section() {
            return discarded();
        }

        @Override
        public void onSection(boolean last, int frameOctets) {
            // Decoded for the sake of later ones.
        }
    }

    @Override
    void onSettings() {
        // Nothing of them concerns a server but what the output knows.
    }

    @Override
    void onGoAway(int last, ErrorCode code) {
        goFinally();
    }

    @Override
    void onPong(long payload) {
        if (payload == Farewell.PING) {
            goFinally();
        }
    }

    @Override
    void onPriority(int id, Urgency urgency) {
        Stream stream = streams().get(id);
        if (stream != null) {
            output().urgency(stream.outgoing(), urgency);
        } else if (id > lastStream) {
            priorities.put(id, urgency);
        }
    }

    /** The field of a request says how its answer is scheduled; a frame that came before it has the last word (RFC 9218 section 7). */
    void prioritize(Stream stream, Urgency asked) {
        if (stream.outgoing().urgency() == Urgency.DEFAULT) {
            output().urgency(stream.outgoing(), asked);
        }
    }

    @Override
    void onClosed(Stream stream) {
        uncount(stream);
        onClosed();
    }

    /** A stream no longer counts for the limit. Called under the guard of the output, or after it. */
    void uncount(Stream stream) {
        if (stream.uncount()) {
            open.decrementAndGet();
        }
    }

    @Override
    void onWarned() {
        drain();
    }

    @Override
    void onError(ErrorCode code, String reason) {
        server.ended(transport().peer(), code, reason);
    }

    /** An exchange is over, and so is its thread. */
    void exchangeEnded() {
        synchronized (this) {
            underWay--;
        }
        onClosed();
        Thread waiting = reader;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
    }

    private void onClosed() {
        farewell.closed();
    }

    /** Whether nothing is under way. Called under the monitor. */
    boolean isIdle() {
        return underWay == 0 && streams().isEmpty();
    }

    /** Ends in order: says so, lets the client see it, finishes what is under way. Any thread. */
    void drain() {
        farewell.begin();
    }

    private void goFinally() {
        farewell.goFinally();
    }

    @Override
    void onEnd() {
        farewell.over();
    }

    @Override
    boolean onSweep(long now) {
        return farewell.sweep(now);
    }

    /** Waits for the threads of all exchanges; their streams are reset. Called by the reading thread, last. */
    void awaitExchanges() {
        reader = Thread.currentThread();
        if (taken != null) {
            if (!server.give(taken, true)) {
                taken.thread().retire();
            }
            taken = null;
            exchangeEnded();
        }
        boolean interrupted = false;
        while (isUnderWay()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isUnderWay() {
        return underWay > 0;
    }

    void close() {
        transport().close();
    }
}
