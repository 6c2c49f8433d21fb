package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.Duplex;
import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.exchange.UpstreamExchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.HopByHop;
import io.zentinelproxy.core.http.HttpVersion;
import io.zentinelproxy.core.http.Method;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.net.Pace;
import io.zentinelproxy.core.net.Transport;
import org.jspecify.annotations.Nullable;

/**
 * One request to an HTTP/1.1 origin and its answer, with the buffers for it. Pooled: bound to a connection for one exchange. All
 * but {@link #cancel} and the sink of {@link #send} belong to the exchange's thread.
 */
public final class Http1Upstream implements UpstreamExchange, Receiver.Waits {
    private static final int SWITCHING = 101;
    private static final int UPGRADE_REQUIRED = 426;

    private final Build build;
    private final Receiver receiver;
    private final Sender sender;
    private final ResponseHeadReader reader = new ResponseHeadReader();
    private final HeadWriter writer = new HeadWriter();
    private final ResponseHead head = new ResponseHead();
    private final FixedSource fixedSource;
    private final ChunkedSource chunkedSource;
    private final UntilCloseSource untilCloseSource;
    private final FixedSink fixedSink;
    private final ChunkedSink chunkedSink;
    private @Nullable OriginWait downstream;
    private volatile @Nullable Transport transport;
    private Pace headPace = Pace.ANY;
    private Pace contentPace = Pace.ANY;
    private BodyLength announced = BodyLength.NONE;
    private BodyLength length = BodyLength.NONE;
    private BodySource source;
    private boolean toHead;

    /** Whether the request has content that its method does not define. */
    private boolean oddContent;

    private boolean upgrading;
    private boolean persistent;
    private volatile boolean cancelled;

    private Http1Upstream(Build build, BulkBuffers bulk, HoldBudget budget) {
        this.build = build;
        receiver = new Receiver(MessageSide.RESPONSE, build, budget);
        sender = new Sender(MessageSide.REQUEST, build, bulk);
        fixedSource = new FixedSource(receiver);
        chunkedSource = new ChunkedSource(receiver, TrailerSection.ofAnswer());
        untilCloseSource = new UntilCloseSource(receiver);
        source = fixedSource;
        fixedSink = new FixedSink(sender);
        chunkedSink = new ChunkedSink(sender);
    }

    /** One that can be used again and again, with room for that. */
    public static Http1Upstream kept(BulkBuffers bulk, HoldBudget budget) {
        return new Http1Upstream(Build.KEPT, bulk, budget);
    }

    /** One for a time when many are in use at once. */
    public static Http1Upstream lean(BulkBuffers bulk, HoldBudget budget) {
        return new Http1Upstream(Build.LEAN, bulk, budget);
    }

    /** Whether it may be used again, being built for that. */
    public boolean isKept() {
        return build == Build.KEPT;
    }

    /**
     * Goes over to a connection, for one exchange that a client waits for.
     *
     * @param ofHead how slow the origin may be with each head of its answer
     * @param ofContent how slow it may be with the content
     */
    public void bind(Transport to, OriginWait waiting, Pace ofHead, Pace ofContent) {
        headPace = ofHead;
        contentPace = ofContent;
        transport = to;
        downstream = waiting;
        receiver.bind(to, to, this);
        sender.bind(to);
        source = fixedSource.begin(0);
        persistent = false;
        upgrading = false;
        cancelled = false;
    }

    /** Lets go of the connection. */
    public void unbind() {
        transport = null;
        downstream = null;
        forget();
        sender.unbind();
    }

    /** Lets go of what was received, while another thread may still send. */
    public void forget() {
        receiver.unbind();
        head.forget(receiver.inlet().octets());
    }

    @Override
    public BodySink send(RequestHead request, BodyLength requestLength) {
        toHead = request.method() == Method.HEAD;
        oddContent = requestLength != BodyLength.NONE && !definesContent(request.method());
        upgrading = request.fields().has(FieldName.UPGRADE);
        writer.write(request, explicit(request, requestLength), sender);
        return requestLength == BodyLength.CHUNKED
                ? chunkedSink.begin()
                : fixedSink.begin(requestLength.octetsOrZero());
    }

    /** A method that defines content says so even when there is none (RFC 9110 section 8.6). */
    private static BodyLength explicit(RequestHead request, BodyLength length) {
        return length == BodyLength.NONE && saysLength(request.method()) ? new BodyLength.Fixed(0) : length;
    }

    private static boolean saysLength(Method method) {
        return switch (method) {
            case POST, PUT, PATCH -> true;
            case GET, HEAD, DELETE, OPTIONS, TRACE, CONNECT, OTHER -> false;
        };
    }

    /**
     * An origin that does not expect content with a GET may leave it on its connection and take it for the next request: "CL.0", RFC
     * 9110 section 9.3.1. Such a connection carries no next request.
     */
    private static boolean definesContent(Method method) {
        return switch (method) {
            case POST, PUT, PATCH, OTHER -> true;
            case GET, HEAD, DELETE, OPTIONS, TRACE, CONNECT -> false;
        };
    }

    @Override
    public void contentPending(boolean pending) {
        Transport current = transport;
        if (current != null) {
            current.holdReadTimeout(pending);
        }
    }

    /** An abandoned exchange is never unbound: its bulk buffer would be lost, and they are few. */
    @Override
    public void endContent() {
        sender.reset();
    }

    @Override
    public ResponseHead receive() throws Fault {
        receiver.inlet().release();
        receiver.pace(headPace);
        reader.read(receiver, head);
        announced = ResponseFraming.announced(head);
        length = ResponseFraming.actual(head, announced, toHead);
        if (head.status() == SWITCHING && upgrading) {
            HopByHop.removeAllButUpgrade(head.fields());
            return head;
        }
        if (head.isInterim()) {
            interim();
            return head;
        }
        HopByHop.Persistence said = removeHopByHop();
        persistent = length != BodyLength.UNTIL_CLOSE && staysOpen(said) && !oddContent && !announcesTheImpossible();
        receiver.pace(contentPace);
        source = content();
        return head;
    }

    /** An answer that has no content and still frames some (RFC 9110 section 8.6 forbids it to 204): it may follow yet. */
    private boolean announcesTheImpossible() {
        return head.status() == 204 && (announced == BodyLength.CHUNKED || announced.octetsOrZero() > 0);
    }

    /** What a 426 asks for stays: it must say that (RFC 9110 section 15.5.22), and whether we can is for who has routed the request. */
    private HopByHop.Persistence removeHopByHop() {
        return head.status() == UPGRADE_REQUIRED
                ? HopByHop.removeAllButUpgrade(head.fields())
                : HopByHop.removeFrom(head.fields());
    }

    private BodySource content() {
        if (length == BodyLength.CHUNKED) {
            return chunkedSource.begin(Long.MAX_VALUE);
        }
        return length == BodyLength.UNTIL_CLOSE ? untilCloseSource.begin() : fixedSource.begin(length.octetsOrZero());
    }

    /** 101 would turn the connection into something that nobody asked for here. */
    private void interim() throws Fault {
        if (head.status() == SWITCHING) {
            throw MessageSide.RESPONSE.badStartLine();
        }
        HopByHop.removeFrom(head.fields());
    }

    private boolean staysOpen(HopByHop.Persistence said) {
        return switch (said) {
            case CLOSE -> false;
            case KEEP_ALIVE -> true;
            case UNSAID -> head.version() == HttpVersion.HTTP_1_1;
        };
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
        return receiver.consumed() > 0 || receiver.inlet().buffered() > 0;
    }

    /** The connection once its origin has answered 101, with what came behind that head. */
    public Duplex takeConnection() {
        Transport current = transport;
        if (current == null) {
            throw new IllegalStateException("not bound to a connection");
        }
        return new SwitchedConnection(current, current, receiver.takeBuffered());
    }

    /** One that was asked to switch protocols carries no other: who knows what its origin makes of it (CVE-2026-2833). */
    @Override
    public boolean isReusable() {
        return persistent
                && !upgrading
                && !cancelled
                && source.isFinished()
                && receiver.inlet().buffered() == 0;
    }

    @Override
    public void cancel() {
        Transport current = transport;
        cancelled = true;
        if (current != null) {
            current.close();
        }
    }

    @Override
    public void begin() {
        if (downstream != null) {
            downstream.awaitOrigin(this);
        }
    }

    @Override
    public void end() {
        if (downstream != null) {
            downstream.originArrived();
        }
    }
}
