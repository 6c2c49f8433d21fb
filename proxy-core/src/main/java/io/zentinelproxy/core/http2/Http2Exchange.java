package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.bytes.Inlet;
import io.zentinelproxy.core.bytes.Outlet;
import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.SwitchedProtocol;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.HopByHop;
import io.zentinelproxy.core.http.HttpVersion;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.RequestRules;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.http2.hpack.FieldSection;
import java.net.InetAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request of an HTTP/2 client, with the buffers it needs. Pooled: bound to a stream when its head has come. Has a virtual thread
 * of its own; what the reading thread has to tell it goes through the {@link RequestStream}, which is not pooled.
 */
final class Http2Exchange implements DownstreamExchange, Runnable {
    private static final ClientAddress NOBODY = ClientAddress.of(InetAddress.getLoopbackAddress(), 0);

    private final Http2Server server;
    private final Http2Settings settings;
    private final boolean kept;
    private final FieldSection section;
    private final RequestSection reader;
    private final RequestHead head = new RequestHead();
    private final Exchange facts = new Exchange("", NOBODY, head);
    private final HeadEncoder.Response encoding = new HeadEncoder.Response();
    private final RequestInput input = new RequestInput();
    private final StreamSink sink;
    private @Nullable ServerConnection connection;
    private @Nullable RequestStream request;
    private @Nullable SwitchedProtocol switched;

    /** Whether the stream had ended with the head. */
    private boolean bare;

    private boolean begun;
    private boolean aborted;
    private final ExchangeThread thread = new ExchangeThread(this);

    /** @param kept whether it will be used again, being built with room for that */
    Http2Exchange(Http2Server server, boolean kept) {
        this.server = server;
        this.kept = kept;
        settings = server.settings();
        section = new FieldSection(
                settings.maxHeadOctets(), settings.maxFieldCount(), kept ? 4 * 1024 : Inlet.LEAN_CAPACITY);
        reader = new RequestSection(settings);
        sink = new StreamSink(
                kept ? Outlet.DEFAULT_CAPACITY : Outlet.LEAN_CAPACITY,
                server.shared().bulk());
    }

    boolean isKept() {
        return kept;
    }

    /** Where the head of its request is decoded to. */
    FieldSection section() {
        return section;
    }

    /** Takes a request up whose head is here. Called by the reading thread, before the exchange's own begins. */
    void bind(ServerConnection to, RequestStream on, boolean last) {
        connection = to;
        request = on;
        bare = last;
        facts.bind(
                server.listener(),
                to.transport().peer(),
                to.local(),
                to.flag(),
                to.transport().tls());
        facts.begin(System.currentTimeMillis(), System.nanoTime());
        head.reset(section.octets());
        head.version(HttpVersion.HTTP_2);
        sink.bind(to, on.stream(), on);
        input.clear();
        begun = false;
        aborted = false;
        switched = null;
    }

    ExchangeThread thread() {
        return thread;
    }

    @Override
    public void run() {
        boolean pooled = true;
        while (pooled && thread.awaitRequest()) {
            ServerConnection on = connection();
            boolean over = false;
            try {
                server.handler().handle(this);
                if (switched != null) {
                    goOn(switched);
                }
                over = true;
            } finally {
                unbind();
                thread.unbound();
                // From here on it may be bound to another request.
                pooled = server.give(this, over);
                on.exchangeEnded();
            }
        }
    }

    private void unbind() {
        connection = null;
        request = null;
        // What a parked exchange refers to is kept: by an upload its connection, and by an answer what it was read
        // with.
        input.clear();
        switched = null;
        encoding.forget();
        section.reset();
        head.reset(section.octets());
        sink.unbind();
    }

    private ServerConnection connection() {
        if (connection == null) {
            throw new IllegalStateException("not bound to a stream");
        }
        return connection;
    }

    private RequestStream request() {
        if (request == null) {
            throw new IllegalStateException("not bound to a stream");
        }
        return request;
    }

    private Stream stream() {
        return request().stream();
    }

    @Override
    public Exchange facts() {
        return facts;
    }

    @Override
    public RequestHead receive() throws Fault {
        try {
            reader.read(section, head);
            input.length(RequestSection.length(head.fields(), bare));
        } catch (Malformed e) {
            request().malformed();
            throw new ClientFault(e.kind());
        }
        RequestRules.check(head);
        HopByHop.removeFrom(head.fields());
        if (reader.opensWebSocket()) {
            openWebSocket();
        } else if (bare) {
            head.fields().remove(FieldName.EXPECT);
        } else {
            receiveContent();
        }
        priority(head.fields());
        return head;
    }

    /** What follows the head is no content, but the other protocol's, once there is one. */
    private void openWebSocket() throws ClientFault {
        if (bare || input.length() != BodyLength.CHUNKED) {
            throw new ClientFault(ClientFault.Kind.BAD_UPGRADE);
        }
        input.length(BodyLength.NONE);
        stream().connected();
        head.fields().remove(FieldName.EXPECT);
        ExtendedConnect.askForUpgrade(head.fields());
    }

    private void receiveContent() throws Fault {
        boolean asked = head.fields().has(FieldName.EXPECT);
        stream().input().waits().timeout(settings.headTimeout().toNanos());
        stream().input().waits().pace(asked ? settings.requestPace().unhurried() : settings.requestPace());
        input.begin(new StreamSource(connection(), stream(), request(), input.length(), settings.maxBodyOctets()));
    }

    private void priority(Fields fields) {
        int line = fields.find(FieldName.PRIORITY);
        if (line >= 0) {
            Urgency asked = Urgency.parse(fields.octets(line), fields.valueStart(line), fields.valueEnd(line));
            connection().prioritize(stream(), asked);
        }
    }

    @Override
    public void limitContent(long octets) throws LimitFault {
        input.limit(octets);
    }

    @Override
    public BodyLength bodyLength() {
        return input.length();
    }

    @Override
    public BodySource body() {
        return input.body();
    }

    @Override
    public boolean rewind() {
        return input.rewind();
    }

    @Override
    public void interim(ResponseHead interim) throws Fault {
        boolean unasked = interim.status() == 100 && !head.fields().has(FieldName.EXPECT);
        if (unasked
                || interim.status() == ExtendedConnect.SWITCHING
                || request().isMalformed()) {
            return;
        }
        Output output = connection().output();
        if (!output.head(outgoing(), encoding.of(interim, BodyLength.NONE), false)) {
            throw request().notTaken(outgoing().end());
        }
        output.flush();
        if (interim.status() == 100) {
            head.fields().remove(FieldName.EXPECT);
        }
    }

    @Override
    public BodySink respond(ResponseHead response, BodyLength actual, BodyLength announced) {
        facts.status(response.status());
        begun = true;
        outgoing().waits().timeout(settings.headTimeout().toNanos());
        outgoing().waits().pace(settings.responsePace());
        sink.begin(encoding.of(response, announced), actual);
        if (request().isMalformed()) {
            connection().reset(stream(), ErrorCode.PROTOCOL_ERROR);
            return sink.mute();
        }
        return sink;
    }

    @Override
    public void switchProtocols(ResponseHead response, Supplier<SwitchedProtocol> next) throws Fault {
        ExtendedConnect.accept(response);
        facts.status(ExtendedConnect.ACCEPTED);
        outgoing().waits().timeout(settings.headTimeout().toNanos());
        Output output = connection().output();
        if (!output.head(outgoing(), encoding.of(ExtendedConnect.ACCEPTED, response), false)) {
            throw request().notTaken(output.end(outgoing()));
        }
        output.flush();
        switched = next.get();
    }

    /** Speaks the protocol to its end. */
    private void goOn(SwitchedProtocol protocol) {
        try {
            protocol.run(new StreamDuplex(connection(), stream(), () -> {}), facts);
        } finally {
            if (!connection().reset(stream(), ErrorCode.INTERNAL_ERROR)
                    && stream().reset() == null) {
                connection().budget().redeem();
            }
            connection().credit(stream().input().fail(new ClientFault(ClientFault.Kind.CLIENT_GONE)));
            facts.end(
                    System.nanoTime(),
                    stream().receivedOctets(),
                    connection().output().frameOctets(outgoing()));
            server.handler().finished(facts);
        }
    }

    private Outgoing outgoing() {
        return stream().outgoing();
    }

    @Override
    public boolean isSwitched() {
        return switched != null;
    }

    @Override
    public boolean isCommitted() {
        return sink.isCommitted();
    }

    @Override
    public void abort() {
        aborted = true;
        connection().reset(stream(), request().resetCode(facts.fault()));
    }

    @Override
    public void awaitOrigin(Cancellation onGone) {
        request().await(onGone);
    }

    @Override
    public void originArrived() {
        request().arrived();
    }

    @Override
    public boolean isGone() {
        return request().isGone();
    }

    @Override
    public Fault whyGone() {
        return new ClientFault(request().whyGone());
    }

    @Override
    public long stalledSince() {
        return connection().output().stalledSince(outgoing());
    }

    @Override
    public void endStalled() {
        connection().output().fail(outgoing(), Outgoing.End.STALLED);
    }

    @Override
    public void uploading(@Nullable Thread by) {
        input.uploading(by);
    }

    /**
     * The connection goes on in any case: only what was announced, and is little, is waited for, for the sake of the origin's; and nothing of a client that waits
     * to be told to go on.
     */
    @Override
    public boolean awaitsRest() {
        return !aborted && !head.fields().has(FieldName.EXPECT) && input.hasLittleLeft();
    }

    @Override
    public void giveUpContent() {
        // Its stream is reset once it has been answered.
    }

    @Override
    public void settle() {
        long end = System.nanoTime();
        Stream stream = stream();
        boolean answered = sink.isFinished() && !aborted;
        if (!answered) {
            connection().reset(stream, begun ? request().resetCode(facts.fault()) : ErrorCode.INTERNAL_ERROR);
        } else if (!stream.isEnded()) {
            // RFC 9113 section 8.1: the answer is complete, and the rest of the request is not wanted.
            connection().reset(stream, ErrorCode.NO_ERROR);
        } else if (stream.reset() == null) {
            connection().budget().redeem();
        }
        connection().credit(stream.input().fail(new ClientFault(ClientFault.Kind.CLIENT_GONE)));
        input.awaitUploader();
        facts.bodyOctets(stream.input().came(), sink.flushed());
        facts.end(end, stream.receivedOctets(), connection().output().frameOctets(outgoing()));
    }
}
