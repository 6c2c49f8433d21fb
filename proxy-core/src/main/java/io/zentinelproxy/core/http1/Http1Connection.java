package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.OctetSource;
import io.zentinelproxy.core.exchange.BoundedRest;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.OriginWait.Cancellation;
import io.zentinelproxy.core.exchange.ThreadEnd;
import io.zentinelproxy.core.net.OtherProtocol;
import io.zentinelproxy.core.net.Pace;
import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One client connection: waits for a request with next to nothing in its hands, serves it and those that came with it, waits again.
 * Runs on the connection's virtual thread; {@link #drain} and {@link #close} may come from any.
 */
final class Http1Connection implements OctetSource {
    /** How long a closing connection is still read, so that the answer is not lost in a reset. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    /** How much a closing connection is still read. */
    private static final int LINGER_OCTETS = BoundedRest.MOST_OCTETS;

    private final Http1Server server;
    private final Transport transport;
    private final ClientAddress local;
    private final int flag;
    private final ClientWatch watch;
    private int served;

    /** What came first, where it is the beginning of another protocol. */
    private byte @Nullable [] foreign;

    /** Whether the thread waits for the first octet of a request. Guarded by this, so that {@link #drain} hurries no request under way. */
    private boolean idle;

    Http1Connection(Http1Server server, Transport transport, ClientAddress local, int flag) {
        this.server = server;
        this.transport = transport;
        this.local = local;
        this.flag = flag;
        watch = new ClientWatch(
                transport,
                server.sweep(),
                server.idleBuffers(),
                server.budget(),
                server.settings().allowHalfClose());
        long timeout = server.settings().headTimeout().toNanos();
        transport.writeTimeout(timeout);
        // The first head has its time from accept, so that saying nothing at first buys no more of it.
        transport.deadline(server.sweep().now() + timeout);
    }

    Transport transport() {
        return transport;
    }

    ClientAddress local() {
        return local;
    }

    int flag() {
        return flag;
    }

    String listener() {
        return server.listener();
    }

    void run() {
        try {
            boolean open = true;
            while (open) {
                Http1Exchange exchange = awaitRequest();
                if (exchange == null) {
                    return;
                }
                open = serve(exchange);
            }
        } catch (IOException e) {
            // The client is gone between two requests: nobody is left to be told.
        } finally {
            watch.end();
        }
    }

    /** Waits for the first octets of a request, and only then takes an exchange; null when none will come. */
    private @Nullable Http1Exchange awaitRequest() throws IOException {
        transport.readTimeout(firstOctetTimeout().toNanos());
        beginIdle();
        awaitReadable();
        ByteBuffer first = server.idleBuffers().take();
        try {
            int length = read(first);
            endIdle();
            if (length < 0 || served == 0 && isForeign(first)) {
                return null;
            }
            Http1Exchange exchange = server.take();
            exchange.bind(this);
            exchange.receiver().put(first.flip());
            return exchange;
        } finally {
            server.idleBuffers().give(first);
        }
    }

    /** Whether the connection begins with what another protocol does; a part of that is waited for the rest of. */
    private boolean isForeign(ByteBuffer first) throws IOException {
        OtherProtocol other = server.other();
        if (other == null) {
            return false;
        }
        OtherProtocol.Likeness likeness = other.likeness(first);
        while (likeness == OtherProtocol.Likeness.MAYBE && first.hasRemaining() && read(first) >= 0) {
            likeness = other.likeness(first);
        }
        if (likeness != OtherProtocol.Likeness.YES) {
            return false;
        }
        byte[] octets = new byte[first.flip().remaining()];
        first.get(octets);
        foreign = octets;
        return true;
    }

    /** What came first, where it is the beginning of another protocol, which the connection is to be handed to; else null. */
    byte @Nullable [] foreign() {
        return foreign;
    }

    private Duration firstOctetTimeout() {
        return served > 0
                ? server.settings().keepAliveTimeout()
                : server.settings().headTimeout();
    }

    private synchronized void beginIdle() {
        idle = true;
        if (server.isDraining()) {
            // The client may not know it yet: it was told before the drain that it may go on, or has said nothing so
            // far.
            transport.deadline(server.drainIdleEnd());
        }
    }

    private synchronized void endIdle() {
        idle = false;
    }

    /** Serves what has come; returns whether the connection may go on. */
    private boolean serve(Http1Exchange exchange) {
        boolean over = false;
        boolean reusable;
        SwitchedExchange switched;
        try {
            reusable = serveAll(exchange);
            switched = exchange.takeSwitched();
            over = true;
        } finally {
            exchange.unbind();
            server.give(exchange, over);
        }
        if (switched != null) {
            goOn(switched);
        }
        return reusable;
    }

    private void goOn(SwitchedExchange switched) {
        try {
            switched.run();
        } finally {
            server.handler().finished(switched.facts());
        }
    }

    private boolean serveAll(Http1Exchange exchange) {
        boolean reusable;
        do {
            served++;
            exchange.begin();
            watch.begin();
            server.handler().handle(exchange);
            reusable = exchange.isReusable();
        } while (reusable && exchange.receiver().inlet().buffered() > 0);
        if (!reusable && !exchange.isSwitched() && !exchange.isAborted() && exchange.hasUnreadInput()) {
            linger();
        }
        return reusable;
    }

    /** Octets of the client, those that the watch has read first. */
    @Override
    public int read(ByteBuffer into) throws IOException {
        return watch.isReading() ? watch.take(into) : transport.read(into);
    }

    /** A watch that still reads has the octets first: then the read waits for it. */
    @Override
    public void awaitReadable() throws IOException {
        if (!watch.isReading()) {
            transport.awaitReadable();
        }
    }

    void beginHead() {
        long timeout = server.settings().headTimeout().toNanos();
        transport.readTimeout(timeout);
        transport.readPace(Pace.ANY);
        if (served > 1 || server.isDraining()) {
            transport.deadline(server.sweep().now() + timeout);
        }
    }

    void endHead() {
        transport.deadline(Transport.NO_DEADLINE);
    }

    /**
     * The client may be this slow with content.
     *
     * @param asked whether it waits to be told to go on: how long the origin takes for that is not its doing
     */
    void beginContent(boolean asked) {
        Pace pace = server.settings().requestPace();
        transport.readPace(asked ? pace.unhurried() : pace);
    }

    /** An answer begins; that of a late head has no deadline any more. */
    void beginAnswer() {
        transport.deadline(Transport.NO_DEADLINE);
        transport.writePace(server.settings().responsePace());
    }

    /** Whether another request may follow the one under way. */
    boolean mayPersist() {
        int most = server.settings().keepAliveMaxRequests();
        return !server.isDraining() && (most == 0 || served < most);
    }

    void awaitOrigin(Cancellation onGone) {
        watch.awaitOrigin(onGone);
    }

    void originArrived() {
        watch.originArrived();
    }

    boolean isGone() {
        return watch.isGone();
    }

    void uploading(@Nullable Thread by) {
        watch.uploading(by);
    }

    /** Waits for the thread that takes a request's content; one that is not through yet is not waited for long. */
    void endUpload(boolean through) {
        Thread uploader = watch.uploader();
        if (uploader == null) {
            return;
        }
        if (!through) {
            transport.endOutput();
            transport.deadline(server.sweep().now() + LINGER.toNanos());
        }
        ThreadEnd.await(uploader);
    }

    boolean isUploading() {
        return watch.isUploading();
    }

    /** Breaks off; with a reset where an orderly end would look like the end of the content. */
    void abort(boolean orderlyEndIsVisible) {
        if (orderlyEndIsVisible) {
            transport.close();
        } else {
            transport.reset();
        }
    }

    /** Ends our side and reads on for a moment: unread octets would make the kernel reset the connection and lose the answer. */
    private void linger() {
        transport.endOutput();
        transport.deadline(server.sweep().now() + LINGER.toNanos());
        ByteBuffer sink = server.idleBuffers().take();
        try {
            int octets = 0;
            for (int length = read(sink); length >= 0 && octets < LINGER_OCTETS; length = read(sink)) {
                octets += length;
                sink.clear();
            }
        } catch (IOException e) {
            // The client closed first, which is what was waited for.
        } finally {
            server.idleBuffers().give(sink);
        }
    }

    synchronized void drain() {
        if (idle) {
            transport.deadline(server.drainIdleEnd());
        }
    }

    void close() {
        transport.close();
        watch.close();
    }
}
