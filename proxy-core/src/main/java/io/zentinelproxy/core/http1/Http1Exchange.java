package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.BoundedRest;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.SwitchedProtocol;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.HopByHop;
import io.zentinelproxy.core.http.HttpVersion;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import java.net.InetAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request of an HTTP/1.x client, with the buffers it needs. Pooled: bound to a connection when octets of a request come, given
 * back when the connection idles. Runs on the connection's thread.
 */
final class Http1Exchange implements DownstreamExchange {
    private static final ClientAddress NOBODY = ClientAddress.of(InetAddress.getLoopbackAddress(), 0);

    private final Http1Settings settings;
    private final Build build;
    private final Receiver receiver;
    private final Sender sender;
    private final RequestHeadReader reader;
    private final HeadWriter writer = new HeadWriter();

    /** Gone over to another exchange's place, with its facts, where the connection switches protocols. */
    private RequestHead head = new RequestHead();

    private Exchange facts = new Exchange("", NOBODY, head);
    private final FixedSource fixedSource;
    private final ChunkedSource chunkedSource;
    private final FixedSink fixedSink;
    private final ChunkedSink chunkedSink;
    private @Nullable Http1Connection connection;
    private BodyLength length = BodyLength.NONE;
    private BodySource source;
    private @Nullable BodySink sink;
    private @Nullable SwitchedProtocol switched;
    private boolean persistent;
    private boolean aborted;
    private boolean received;
    private boolean endsWithConnection;
    private long consumedBefore;
    private long sentBefore;
    private long sentAtRespond;

    Http1Exchange(Http1Settings settings, Build build, BulkBuffers bulk, HoldBudget budget) {
        this.settings = settings;
        this.build = build;
        receiver = new Receiver(MessageSide.REQUEST, build, budget);
        sender = new Sender(MessageSide.RESPONSE, build, bulk);
        fixedSource = new FixedSource(receiver);
        chunkedSource = new ChunkedSource(
                receiver, new TrailerSection(settings.maxFieldNameOctets(), settings.maxFieldValueOctets()));
        source = fixedSource;
        reader = new RequestHeadReader(settings.head(), settings.leniency());
        fixedSink = new FixedSink(sender);
        chunkedSink = new ChunkedSink(sender);
    }

    void bind(Http1Connection to) {
        connection = to;
        receiver.bind(to.transport(), to, null);
        sender.bind(to.transport());
        facts.bind(
                to.listener(),
                to.transport().peer(),
                to.local(),
                to.flag(),
                to.transport().tls());
    }

    void unbind() {
        connection = null;
        receiver.unbind();
        // A large head is let go of as well.
        head.reset(receiver.inlet().octets());
        sender.unbind();
    }

    private Http1Connection connection() {
        if (connection == null) {
            throw new IllegalStateException("not bound to a connection");
        }
        return connection;
    }

    /** Whether it may be used again, being built for that. */
    boolean isKept() {
        return build == Build.KEPT;
    }

    Receiver receiver() {
        return receiver;
    }

    /** Starts the next request on the connection; its first octet has come. */
    void begin() {
        receiver.inlet().release();
        sender.reset();
        head.reset(receiver.inlet().octets());
        facts.begin(System.currentTimeMillis(), System.nanoTime());
        length = BodyLength.NONE;
        source = fixedSource.begin(0);
        sink = null;
        persistent = false;
        aborted = false;
        received = false;
        endsWithConnection = false;
        consumedBefore = receiver.consumed();
        sentBefore = connection().transport().sent();
    }

    @Override
    public Exchange facts() {
        return facts;
    }

    @Override
    public RequestHead receive() throws Fault {
        connection().beginHead();
        reader.read(receiver, head);
        connection().endHead();
        length = RequestFraming.of(head);
        source = length == BodyLength.CHUNKED
                ? chunkedSource.begin(settings.maxBodyOctets())
                : fixedSource.begin(length.octetsOrZero());
        HopByHop.Persistence said = HopByHop.removeAllButUpgrade(head.fields());
        persistent = connection().mayPersist() && wantsPersistence(said);
        if (head.version() == HttpVersion.HTTP_1_0 || length == BodyLength.NONE) {
            // RFC 9110 section 10.1.1: not for old clients, and nothing to wait for where there is no content.
            head.fields().remove(FieldName.EXPECT);
        }
        if (head.version() == HttpVersion.HTTP_1_0) {
            // RFC 9110 section 7.8: of an old client it is ignored.
            head.fields().remove(FieldName.UPGRADE);
        }
        if (length != BodyLength.NONE) {
            connection().beginContent(head.fields().has(FieldName.EXPECT));
        }
        received = true;
        return head;
    }

    @Override
    public void limitContent(long octets) throws LimitFault {
        if (length instanceof BodyLength.Fixed fixed && fixed.octets() > octets) {
            throw new LimitFault(LimitFault.Kind.BODY_TOO_LARGE);
        }
        chunkedSource.limit(octets);
    }

    private boolean wantsPersistence(HopByHop.Persistence said) {
        return switch (said) {
            case CLOSE -> false;
            case KEEP_ALIVE -> true;
            case UNSAID -> head.version() == HttpVersion.HTTP_1_1;
        };
    }

    @Override
    public BodyLength bodyLength() {
        return length;
    }

    @Override
    public BodySource body() {
        return source;
    }

    @Override
    public boolean rewind() {
        if (length == BodyLength.NONE) {
            return true;
        }
        if (source == fixedSource && (fixedSource.pulled() > 0 || fixedSource.isBuffered())) {
            fixedSource.rewind();
            return fixedSource.isBuffered();
        }
        return false;
    }

    @Override
    public void interim(ResponseHead interim) throws Fault {
        boolean unasked = interim.status() == 100 && !head.fields().has(FieldName.EXPECT);
        if (head.version() == HttpVersion.HTTP_1_0 || unasked) {
            return;
        }
        writer.write(interim, BodyLength.NONE, HeadWriter.Persistence.DEFAULT, sender);
        sender.flush();
        if (interim.status() == 100) {
            // What was asked for has been said, once: a second one would be taken for the answer to another request.
            head.fields().remove(FieldName.EXPECT);
        }
    }

    @Override
    public BodySink respond(ResponseHead response, BodyLength actual, BodyLength announced) throws Fault {
        facts.status(response.status());
        sender.reset();
        connection().beginAnswer();
        sentAtRespond = connection().transport().sent();
        boolean old = head.version() == HttpVersion.HTTP_1_0;
        boolean untilClose = actual == BodyLength.UNTIL_CLOSE || actual == BodyLength.CHUNKED;
        boolean ends = untilClose && old;
        endsWithConnection = ends;
        persistent &= !ends && received && connection().mayPersist() && bodyWillBeConsumed(actual);
        BodyLength framing = !untilClose
                ? framingWithoutContent(actual, announced)
                : old ? BodyLength.UNTIL_CLOSE : BodyLength.CHUNKED;
        writer.write(response, framing, persistence(old), sender);
        BodySink to =
                framing == BodyLength.CHUNKED ? chunkedSink.begin() : fixedSink.begin(contentLength(actual, ends));
        sink = to;
        return to;
    }

    @Override
    public void switchProtocols(ResponseHead response, Supplier<SwitchedProtocol> next) throws Fault {
        facts.status(response.status());
        persistent = false;
        sender.reset();
        sentAtRespond = connection().transport().sent();
        writer.write(response, BodyLength.NONE, HeadWriter.Persistence.DEFAULT, sender);
        BodySink none = fixedSink.begin(0);
        sink = none;
        none.finish(null);
        switched = next.get();
    }

    @Override
    public boolean isSwitched() {
        return switched != null;
    }

    /** What goes on on the connection after this exchange, which gives its facts away to it; null where nothing does. */
    @Nullable
    SwitchedExchange takeSwitched() {
        SwitchedProtocol protocol = switched;
        if (protocol == null) {
            return null;
        }
        switched = null;
        long octets = receiver.consumed() - consumedBefore;
        head.keep();
        SwitchedConnection client =
                new SwitchedConnection(connection().transport(), connection(), receiver.takeBuffered());
        SwitchedExchange rest = new SwitchedExchange(protocol, facts, client, octets, sentBefore);
        head = new RequestHead();
        facts = new Exchange("", NOBODY, head);
        return rest;
    }

    /** A head without content may announce a length, as GET would have had it; not a coding that would have to end. */
    private static BodyLength framingWithoutContent(BodyLength actual, BodyLength announced) {
        boolean announces = actual == BodyLength.NONE && announced instanceof BodyLength.Fixed;
        return announces ? announced : actual;
    }

    private static long contentLength(BodyLength actual, boolean ends) {
        if (ends) {
            return FixedSink.UNTIL_CLOSE;
        }
        return actual instanceof BodyLength.Fixed fixed ? fixed.octets() : 0;
    }

    private HeadWriter.Persistence persistence(boolean old) {
        if (!persistent) {
            return HeadWriter.Persistence.CLOSE;
        }
        return old ? HeadWriter.Persistence.KEEP_ALIVE : HeadWriter.Persistence.DEFAULT;
    }

    /** An answer before the end of a request that nobody reads on closes the connection; one that is being uploaded may end well. */
    private boolean bodyWillBeConsumed(BodyLength answer) {
        boolean uploading = connection().isUploading() && !head.fields().has(FieldName.EXPECT) && !isOutlived(answer);
        return source.isFinished() || uploading || source == fixedSource && fixedSource.isBuffered();
    }

    /** Whether the answer will be through long before the request's content, whose rest is too much to be waited for then. */
    private boolean isOutlived(BodyLength answer) {
        boolean small = answer == BodyLength.NONE
                || answer instanceof BodyLength.Fixed fixed && fixed.octets() <= BoundedRest.MOST_OCTETS;
        return small && source.remaining() > BoundedRest.MOST_OCTETS;
    }

    @Override
    public boolean isCommitted() {
        return sink != null && connection().transport().sent() != sentAtRespond;
    }

    @Override
    public boolean awaitsRest() {
        return persistent && source.remaining() <= BoundedRest.MOST_OCTETS;
    }

    @Override
    public void giveUpContent() {
        persistent = false;
    }

    @Override
    public void abort() {
        aborted = true;
        persistent = false;
        connection().abort(!endsWithConnection);
    }

    @Override
    public void awaitOrigin(Cancellation onGone) {
        connection().awaitOrigin(onGone);
    }

    @Override
    public void originArrived() {
        connection().originArrived();
    }

    @Override
    public boolean isGone() {
        return connection().isGone();
    }

    @Override
    public long stalledSince() {
        return connection().transport().untakenSince();
    }

    @Override
    public void endStalled() {
        connection().transport().endStalled();
    }

    @Override
    public void uploading(@Nullable Thread by) {
        connection().uploading(by);
    }

    @Override
    public void settle() {
        long end = System.nanoTime();
        connection().endUpload(source.isFinished());
        facts.bodyOctets(source.pulled(), sink == null ? 0 : sink.flushed());
        facts.end(
                end,
                receiver.consumed() - consumedBefore,
                connection().transport().sent() - sentBefore);
    }

    /** Whether the connection can carry another request: the answer was complete, and the request's content is out of the way. */
    boolean isReusable() {
        if (!persistent || aborted || sink == null) {
            return false;
        }
        if (!source.isFinished() && source == fixedSource && fixedSource.isBuffered()) {
            receiver.inlet().position(receiver.inlet().position() + (int) fixedSource.remaining());
            return true;
        }
        return source.isFinished();
    }

    /** Whether a closed connection may have octets in flight to us that would make the kernel reset it. */
    boolean hasUnreadInput() {
        return !received || !source.isFinished() || receiver.inlet().buffered() > 0;
    }

    boolean isAborted() {
        return aborted;
    }
}
