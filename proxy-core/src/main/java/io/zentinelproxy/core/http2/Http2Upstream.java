package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.bytes.Outlet;
import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.Duplex;
import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.exchange.UpstreamExchange;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.ContentLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.HopByHop;
import io.zentinelproxy.core.http.Method;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.http.UriScheme;
import io.zentinelproxy.core.http2.hpack.FieldSection;
import io.zentinelproxy.core.net.Pace;
import io.zentinelproxy.core.net.Transport;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One request to an HTTP/2 origin and its answer, with the buffers for it. Pooled: bound to a connection for one exchange, whose stream is
 * opened when the head leaves. All but {@link #cancel}, {@link #contentPending} and the sink of {@link #send} belong to the exchange's
 * thread.
 */
public final class Http2Upstream implements UpstreamExchange {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final Http2Client client;
    private final boolean kept;
    private final OutgoingRequest encoding = new OutgoingRequest();
    private final StreamSink sink;
    private final ResponseHead head = new ResponseHead();
    private @Nullable OriginWait downstream;
    private @Nullable ClientConnection connection;
    private Runnable onClosed = () -> {};
    private long deadline = Transport.NO_DEADLINE;
    private long read;
    private Pace headPace = Pace.ANY;
    private Pace contentPace = Pace.ANY;

    /** Null until the request is sent. Read by whoever cancels. */
    private volatile @Nullable ResponseStream response;

    private volatile boolean cancelled;
    private BodySource source = NoContent.INSTANCE;
    private BodyLength announced = BodyLength.NONE;
    private BodyLength length = BodyLength.NONE;
    private boolean toHead;

    /** The request, where it opens a WebSocket: its answer may leave the stream to that. */
    private @Nullable RequestHead opening;

    /** @param kept whether it will be used again, being built with room for that */
    Http2Upstream(Http2Client client, boolean kept) {
        this.client = client;
        this.kept = kept;
        sink = new StreamSink(
                kept ? Outlet.DEFAULT_CAPACITY : Outlet.LEAN_CAPACITY,
                client.shared().bulk());
    }

    boolean isKept() {
        return kept;
    }

    /**
     * Goes over to a connection, for one exchange that a client waits for.
     *
     * @param readNanos how long the origin may keep us waiting for octets
     * @param ofHead how slow the origin may be with each head of its answer
     * @param ofContent how slow it may be with the content
     * @param closed told once, when the stream no longer counts for the connection
     */
    public void bind(
            ClientConnection to, OriginWait waiting, long readNanos, Pace ofHead, Pace ofContent, Runnable closed) {
        connection = to;
        downstream = waiting;
        read = readNanos;
        headPace = ofHead;
        contentPace = ofContent;
        onClosed = closed;
        deadline = Transport.NO_DEADLINE;
        response = null;
        cancelled = false;
        source = NoContent.INSTANCE;
    }

    /** No wait of this exchange goes on past this moment of the sweep's clock. Any thread that may send or receive. */
    public void deadline(long nanos) {
        deadline = nanos;
        ResponseStream current = response;
        if (current != null) {
            current.stream().deadline(nanos);
        }
    }

    private ClientConnection connection() {
        if (connection == null) {
            throw new IllegalStateException("not bound to a connection");
        }
        return connection;
    }

    private ResponseStream response() {
        ResponseStream current = response;
        if (current == null) {
            throw new IllegalStateException("nothing was sent");
        }
        return current;
    }

    @Override
    public BodySink send(RequestHead request, BodyLength requestLength) throws Fault {
        ClientConnection to = connection();
        opening = request.fields().has(FieldName.UPGRADE) ? request : null;
        if (opening != null) {
            ExtendedConnect.check(request, to.peer());
        }
        toHead = request.method() == Method.HEAD;
        ResponseStream opened = new ResponseStream(to, deadline, onClosed);
        opened.stream().input().waits().timeout(read);
        opened.stream().input().waits().pace(headPace);
        response = opened;
        if (cancelled) {
            opened.cancel();
        }
        sink.bind(to, opened.stream(), opened);
        UriScheme scheme = to.transport().tls() == null ? UriScheme.HTTP : UriScheme.HTTPS;
        encoding.of(request, scheme, explicit(request, requestLength));
        sink.begin(encoding, requestLength);
        return opening == null ? sink : sink.open();
    }

    /** A method that defines content says so even when there is none (RFC 9110 section 8.6). */
    private static BodyLength explicit(RequestHead request, BodyLength length) {
        boolean says = switch (request.method()) {
            case POST, PUT, PATCH -> true;
            case GET, HEAD, DELETE, OPTIONS, TRACE, CONNECT, OTHER -> false;
        };
        return length == BodyLength.NONE && says ? new BodyLength.Fixed(0) : length;
    }

    @Override
    public void contentPending(boolean pending) {
        ResponseStream current = response;
        if (current != null) {
            current.stream().input().waits().hold(pending);
        }
    }

    @Override
    public void endContent() {
        sink.unbind();
    }

    @Override
    public ResponseHead receive() throws Fault {
        ResponseStream current = response();
        current.stream().input().waits().pace(headPace);
        FieldSection section = current.awaitHead(downstream(), this);
        try {
            if (section.isOverflowed()) {
                throw new UpstreamFault(UpstreamFault.Kind.RESPONSE_HEAD_TOO_LARGE);
            }
            ResponseSection.read(section, head);
            if (!head.isInterim()) {
                frame(current);
                awaitEndOfNothing();
            }
        } catch (Malformed e) {
            current.fail(new UpstreamFault(UpstreamFault.Kind.BAD_RESPONSE));
            connection().cancel(current.stream(), ErrorCode.PROTOCOL_ERROR);
            throw new UpstreamFault(UpstreamFault.Kind.BAD_RESPONSE);
        }
        HopByHop.removeFrom(head.fields());
        if (opening != null && head.status() == ExtendedConnect.ACCEPTED) {
            ExtendedConnect.asSwitching(head, opening);
        }
        return head;
    }

    /**
     * The stream once its origin has accepted a WebSocket. This is given back without it, and may be used for another exchange.
     */
    public Duplex takeStream() {
        ClientConnection on = connection();
        ResponseStream current = response();
        // What the request as a whole may take is over with its answer.
        current.stream().unbounded();
        StreamDuplex taken = new StreamDuplex(on, current.stream(), current::closed);
        response = null;
        release();
        client.give(this, true);
        return taken;
    }

    private void release() {
        sink.unbind();
        connection = null;
        downstream = null;
        opening = null;
        source = NoContent.INSTANCE;
        response = null;
        head.forget(new byte[0]);
    }

    private OriginWait downstream() {
        if (downstream == null) {
            throw new IllegalStateException("not bound to an exchange");
        }
        return downstream;
    }

    /** HTTP/2 has its own framing; a length that is said must be the true one (RFC 9113 section 8.1.1). */
    private void frame(ResponseStream current) throws Malformed {
        boolean bare = current.isBare();
        boolean none = toHead || head.status() == NO_CONTENT || head.status() == NOT_MODIFIED;
        announced = announced(none, bare);
        if (bare && !none && announced.octetsOrZero() > 0) {
            throw new Malformed(ClientFault.Kind.BAD_FRAMING);
        }
        length = none ? BodyLength.NONE : announced;
        current.stream().input().waits().pace(contentPace);
        BodyLength declared = none ? new BodyLength.Fixed(0) : length;
        source = bare
                ? NoContent.INSTANCE
                : new ResponseContent(
                        new StreamSource(connection(), current.stream(), current, declared, Long.MAX_VALUE),
                        downstream(),
                        this);
    }

    /** An answer without content whose stream goes on is complete once that has ended: before that there may be content after all. */
    private void awaitEndOfNothing() throws Fault {
        if (length == BodyLength.NONE && source != NoContent.INSTANCE) {
            source.pull(NOTHING);
        }
    }

    /** What the fields announce; {@link BodyLength#UNTIL_CLOSE} for nothing, where there is no content that would tell. */
    private BodyLength announced(boolean none, boolean bare) throws Malformed {
        if (!head.fields().has(FieldName.CONTENT_LENGTH)) {
            return none ? BodyLength.UNTIL_CLOSE : bare ? new BodyLength.Fixed(0) : BodyLength.CHUNKED;
        }
        long octets = ContentLength.of(head.fields());
        if (octets < 0) {
            throw new Malformed(ClientFault.Kind.BAD_FRAMING);
        }
        return new BodyLength.Fixed(octets);
    }

    @Override
    public BodyLength announced() {
        return announced;
    }

    @Override
    public BodyLength length() {
        return length;
    }

    @Override
    public BodySource body() {
        return source;
    }

    @Override
    public boolean hasAnswered() {
        ResponseStream current = response;
        return current != null && current.isBegun();
    }

    @Override
    public boolean isReusable() {
        ResponseStream current = response;
        return current != null && current.isComplete() && sink.isFinished() && !cancelled;
    }

    @Override
    public void cancel() {
        cancelled = true;
        ResponseStream current = response;
        if (current != null) {
            current.cancel();
        }
    }

    /**
     * Lets go of the stream, which is reset where it has not come to its end. The last call.
     *
     * @param shared whether another thread may still send: then it is not used again
     */
    public void end(boolean shared) {
        ResponseStream current = response;
        if (current == null) {
            onClosed.run();
        } else {
            end(connection(), current);
        }
        if (!shared) {
            release();
        }
        client.give(this, !shared);
    }

    private void end(ClientConnection on, ResponseStream current) {
        boolean well = isReusable();
        on.cancel(current.stream(), current.isMalformed() ? ErrorCode.PROTOCOL_ERROR : ErrorCode.CANCEL);
        on.credit(current.stream().input().fail(new UpstreamFault(UpstreamFault.Kind.STREAM_RESET)));
        current.closed();
        if (well) {
            on.budget().redeem();
        }
    }
}
