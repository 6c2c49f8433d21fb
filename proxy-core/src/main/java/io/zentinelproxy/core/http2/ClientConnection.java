package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http2.hpack.FieldSection;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.net.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * One connection to an origin, which many exchanges share. The reading thread runs {@link #serve}; all else may come from any.
 */
public final class ClientConnection extends Http2Connection implements OriginWait.Cancellation {
    /**
     * Ten times what a client has: an origin serves many clients on one connection, and may have good reasons to reset many streams, such as
     * calls of gRPC that are over before their content is.
     */
    private static final int MAX_ODD_EVENTS = 6_000;

    private static final long NEVER = Long.MAX_VALUE;
    private static final long NO_TIMEOUT = Duration.ofDays(365).toNanos();
    private static final byte[] NOTHING = new byte[0];

    private final Http2Client client;
    private final Http2ClientSettings settings;
    private final Owner owner;
    private final CountDownLatch ready = new CountDownLatch(1);
    private final SectionTarget ignoring = new Ignoring();

    /** Until when the origin's settings may come. */
    private volatile long readyBy;

    private volatile boolean welcomed;

    /** Whether no stream is opened any more. Written under the guard of the output, under which streams are opened. */
    private volatile boolean retired;

    /** The error that it ends with, of either side's, or null. */
    private volatile @Nullable ErrorCode error;

    /** Why it is not used any more, where that is no error. */
    private volatile UpstreamFault.Kind ending = UpstreamFault.Kind.CLOSED_EARLY;

    /** The number of the next stream. Written under the guard of the output; negative when all are used up. */
    private volatile int nextStream = 1;

    /** The last stream that the origin has taken up, as it says. Written by the reading thread. */
    private volatile int lastTaken = Frames.MAX_31;

    /** Of the frames, for the sweep alone: how many it has seen, and when it saw that there were more. */
    private long framesSeen;

    private long heardAt;

    /** When a sign of life was asked for that has not come. */
    private volatile long pingedAt = NEVER;

    /** Told of what happens to the connection. Called on its reading thread; must not block. */
    public interface Owner {
        /** It takes more streams than before, or fewer, or none any more. */
        void changed();

        /** It is no more. The last call, which always comes. */
        void ended();

        /** It ends with an error: of the origin's, or of ours about what the origin did. @param reason as in {@link ConnectionError} */
        void failed(ErrorCode code, String reason);
    }

    ClientConnection(Http2Client client, Transport transport, Owner owner, long until) {
        super(
                transport,
                client.shared(),
                client.counters(),
                new Terms(
                        client.settings().connectionWindow(),
                        client.settings().streamWindow() / 2,
                        MAX_ODD_EVENTS,
                        client.settings().readTimeout()),
                NOTHING);
        this.client = client;
        this.owner = owner;
        settings = client.settings();
        readyBy = until;
        heardAt = sweep().now();
    }

    /** Reads it to its end, on a thread of its own. */
    void serve() {
        try {
            run();
        } finally {
            retired = true;
            ready.countDown();
            owner.ended();
        }
    }

    void awaitReady(OriginWait waiting) throws UpstreamFault {
        waiting.awaitOrigin(this);
        boolean interrupted = false;
        try {
            ready.await();
        } catch (InterruptedException e) {
            interrupted = true;
        } finally {
            waiting.originArrived();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (!welcomed) {
            close();
            throw new UpstreamFault(whyNotReady());
        }
    }

    private UpstreamFault.Kind whyNotReady() {
        if (error != null) {
            return UpstreamFault.Kind.NO_HTTP2;
        }
        return ending;
    }

    /** The client that waits for it has gone. */
    @Override
    public void cancel() {
        close();
    }

    @Override
    boolean isServer() {
        return false;
    }

    @Override
    void begin() throws IOException {
        transport().writeTimeout(settings.writeTimeout().toNanos());
        transport().readTimeout(NO_TIMEOUT);
        // Nobody else writes before there are frames.
        transport().write(ByteBuffer.wrap(ServerConnection.PREFACE));
        ByteBuffer payload = ByteBuffer.allocate(4 * 6);
        payload.putShort((short) Frames.SETTING_ENABLE_PUSH).putInt(0);
        payload.putShort((short) Frames.SETTING_INITIAL_WINDOW_SIZE).putInt(settings.streamWindow());
        payload.putShort((short) Frames.SETTING_MAX_HEADER_LIST_SIZE).putInt(ResponseSection.MAX_OCTETS);
        payload.putShort((short) Frames.SETTING_NO_RFC7540_PRIORITIES).putInt(1);
        output().control(Frames.SETTINGS, 0, 0, payload.array());
        int more = settings.connectionWindow() - Frames.DEFAULT_WINDOW;
        if (more > 0) {
            output().control(Frames.WINDOW_UPDATE, 0, more);
        }
    }

    @Override
    int lastStream() {
        // Of the origin's, that is: it is allowed none.
        return 0;
    }

    @Override
    boolean isIdle(int id) {
        return id % 2 == 0 || id >= nextStream;
    }

    @Override
    SectionTarget newStream(int id, boolean last) throws ConnectionError {
        if (isIdle(id)) {
            throw new ConnectionError(ErrorCode.PROTOCOL_ERROR, "headers_on_idle_stream");
        }
        return switch (streams().closed(id)) {
            case RESET_BY_US, UNKNOWN -> ignoring;
            case ENDED, RESET_BY_PEER -> throw new ConnectionError(ErrorCode.STREAM_CLOSED, "headers_on_closed_stream");
        };
    }

    /** Fields of a stream that we have reset: they were under way, and are decoded for the sake of later ones. */
    private final class Ignoring implements SectionTarget {
        @Override
        public FieldSection section() {
            return discarded();
        }

        @Override
        public void onSection(boolean last, int frameOctets) {
            budget().late(frameOctets);
        }
    }

    @Override
    void onSettings() {
        if (welcomed) {
            owner.changed();
            return;
        }
        welcomed = true;
        readyBy = NEVER;
        ready.countDown();
    }

    /** Streams above the last were not taken up, and never will be (RFC 9113 section 6.8). */
    @Override
    void onGoAway(int last, ErrorCode code) {
        lastTaken = Math.min(lastTaken, last);
        forbidStreams();
        ErrorCode why = code == ErrorCode.HTTP_1_1_REQUIRED ? code : ErrorCode.REFUSED_STREAM;
        for (Stream stream : streams().all()) {
            if (stream.id() > last && streams().remove(stream.id(), StreamTable.Closed.RESET_BY_US)) {
                stream.reset(why);
                output().fail(stream.outgoing(), Outgoing.End.RESET);
                stream.owner().onReset(why);
                onClosed(stream);
            }
        }
        owner.changed();
        endWhenIdle();
    }

    @Override
    void onPong(long payload) {
        // That a frame has come is enough, and the sweep sees it.
    }

    @Override
    void onPriority(int stream, Urgency urgency) {
        throw new IllegalStateException("an origin asks for no priority");
    }

    @Override
    void onClosed(Stream stream) {
        if (stream.owner() instanceof ResponseStream response) {
            response.closed();
        }
        endWhenIdle();
    }

    @Override
    void onWarned() {
        retire();
        owner.changed();
    }

    @Override
    void onEnd() {
        forbidStreams();
        owner.changed();
    }

    @Override
    void onError(ErrorCode code, String reason) {
        error = code;
        if (welcomed) {
            owner.failed(code, reason);
        }
    }

    @Override
    boolean onSweep(long now) {
        if (readyBy != NEVER) {
            if (now - readyBy > 0) {
                end(UpstreamFault.Kind.CONNECT_TIMEOUT);
            }
            return false;
        }
        Duration interval = settings.pingInterval();
        return interval == null || keepAlive(now, interval.toNanos());
    }

    /** Any frame is a sign of life. Returns whether there is time. */
    private boolean keepAlive(long now, long interval) {
        long frames = input().frames();
        if (frames != framesSeen) {
            framesSeen = frames;
            heardAt = now;
            pingedAt = NEVER;
        }
        if (pingedAt == NEVER && now - heardAt > interval) {
            pingedAt = now;
            output().control(Frames.PING, 0, 0, new byte[Long.BYTES]);
        } else if (pingedAt != NEVER && now - pingedAt > settings.pingTimeout().toNanos()) {
            end(UpstreamFault.Kind.PING_TIMEOUT);
        }
        return pingedAt == NEVER && heardAt + interval - now > Sweep.SOON;
    }

    private void end(UpstreamFault.Kind why) {
        ending = why;
        close();
    }

    /** Opens the stream with its head, so that streams begin in the order of their numbers (RFC 9113 section 5.1.1). */
    @Override
    boolean head(Stream stream, HeadEncoder.Head head, boolean last) {
        synchronized (output()) {
            return (stream.id() != 0 || open(stream, head)) && output().head(stream.outgoing(), head, last);
        }
    }

    private boolean open(Stream stream, HeadEncoder.Head head) {
        if (!output().awaitRoom(stream.outgoing(), head) || retired || isClosed() || nextStream < 0) {
            return false;
        }
        int id = nextStream;
        nextStream = id + 2;
        stream.open(id, output().initialWindow());
        streams().put(stream);
        counters().opened();
        if (isClosed() && streams().remove(id, StreamTable.Closed.RESET_BY_US)) {
            // Whoever closed it meanwhile has looked for its streams before this one was there.
            stream.owner().onReset(ErrorCode.REFUSED_STREAM);
            return false;
        }
        return true;
    }

    /** Lets go of a stream that its exchange no longer wants, opened or not. Any thread. */
    void cancel(Stream stream, ErrorCode code) {
        boolean opened;
        synchronized (output()) {
            opened = stream.id() != 0;
            if (!opened) {
                output().fail(stream.outgoing(), Outgoing.End.RESET);
            }
        }
        if (opened) {
            reset(stream, code);
        }
    }

    /** Whether the origin has said that it will not take up this stream. */
    boolean isLeftOut(Stream stream) {
        return stream.id() > lastTaken;
    }

    /** Why its streams end now that it does. */
    UpstreamFault.Kind whyEnded() {
        if (error != null) {
            return UpstreamFault.Kind.BAD_HTTP2;
        }
        return transport().isLate() ? UpstreamFault.Kind.READ_TIMEOUT : ending;
    }

    /** Whether all its streams end, as it does. */
    boolean isEnding() {
        return error != null || isClosed();
    }

    Http2ClientSettings settings() {
        return settings;
    }

    /** Streams that may be open on it now, those that are included; 0 where it takes none any more. */
    public int room() {
        return retired || isClosed() ? 0 : Math.min(settings.maxStreams(), peer().maxConcurrentStreams());
    }

    /** Whether it will never take a stream again. */
    public boolean isRetired() {
        return retired || isClosed();
    }

    /** An exchange that will open a stream. */
    public Http2Upstream exchange() {
        return client.take();
    }

    /** Opens no stream any more, and ends with the last one that is open. */
    public void retire() {
        forbidStreams();
        endWhenIdle();
    }

    private void forbidStreams() {
        synchronized (output()) {
            retired = true;
        }
    }

    private void endWhenIdle() {
        if (retired && streams().isEmpty()) {
            transport().endInput();
        }
    }

    /** Ends it at once, with all its streams. */
    public void close() {
        transport().close();
    }
}
