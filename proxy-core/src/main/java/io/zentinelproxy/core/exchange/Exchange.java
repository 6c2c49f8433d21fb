package io.zentinelproxy.core.exchange;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.HttpVersion;
import io.zentinelproxy.core.http.Method;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.http.UriScheme;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one request on its way: who asked, for what, where it went, what came of it. Written by the rooms of the walk in
 * their order, read at the end by the observers. Reused for other requests. Written by the exchange's own thread;
 * the octet counts are set from the transports before observers run.
 */
public final class Exchange {
    private static final int ID_CAPACITY = 128;

    private final HeldPlaces places = new HeldPlaces();
    private final Findings findings = new Findings();
    private final Session session = new Session();
    private final ExpectedTokens tokens = new ExpectedTokens();

    /** Null between two requests: what is pooled must not keep a configuration alive. */
    private @Nullable ExchangeHandler handler;

    private String listener;
    private ClientAddress peer;
    private ClientAddress local;
    private @Nullable TlsFacts tls;
    private final RequestHead head;
    private final byte[] requestId = new byte[ID_CAPACITY];
    private int requestIdLength;
    private ClientAddress client;
    private boolean secure;
    private int flagged;
    private @Nullable RouteFacts route;
    private @Nullable String fallback;
    private @Nullable LeftUpstream left;
    private @Nullable String endpoint;
    private @Nullable Fault fault;
    private @Nullable ResponseHead answer;
    private int status;
    private int attempts;
    private boolean sent;
    private boolean reused;
    private @Nullable TlsFacts upstreamTls;
    private @Nullable HttpVersion upstreamVersion;
    private long startMillis;
    private long startNanos;
    private long upstreamNanos;
    private long responseHeadNanos;
    private long endNanos;
    private long requestOctets;
    private long responseOctets;
    private long requestBodyOctets;
    private long responseBodyOctets;

    /** What log and metrics say of the route that was taken. The strings are the configuration's ids. */
    public interface RouteFacts {
        /** Position among the snapshot's routes: an index into arrays of metric handles made when it loaded. */
        int number();

        String routeId();

        /** Null where the proxy answers itself. */
        @Nullable
        String upstreamId();
    }

    /** An exchange on a listener with a peer; the head is the connection's, filled for each request. */
    public Exchange(String listener, ClientAddress peer, RequestHead head) {
        this.listener = listener;
        this.peer = peer;
        this.local = peer;
        this.client = peer;
        this.head = head;
    }

    /**
     * Goes over to another connection.
     *
     * @param flag how suspicious its client is
     * @param handshake of the connection, or null in the clear
     */
    public void bind(
            String toListener, ClientAddress toPeer, ClientAddress at, int flag, @Nullable TlsFacts handshake) {
        listener = toListener;
        peer = toPeer;
        local = at;
        flagged = flag;
        tls = handshake;
        head.scheme(handshake == null ? UriScheme.HTTP : UriScheme.HTTPS);
    }

    /** Starts the next request. */
    public void begin(long wallMillis, long nanos) {
        startMillis = wallMillis;
        startNanos = nanos;
        requestIdLength = 0;
        client = peer;
        secure = tls != null;
        route = null;
        fallback = null;
        left = null;
        endpoint = null;
        fault = null;
        answer = null;
        status = 0;
        attempts = 0;
        sent = false;
        reused = false;
        upstreamTls = null;
        upstreamVersion = null;
        upstreamNanos = 0;
        responseHeadNanos = 0;
        endNanos = 0;
        requestOctets = 0;
        responseOctets = 0;
        requestBodyOctets = 0;
        responseBodyOctets = 0;
        session.clear();
        tokens.clear();
        findings.clear();
    }

    /** Who serves it from its beginning to its end, whatever is reloaded in between. */
    public @Nullable ExchangeHandler handler() {
        return handler;
    }

    public void handler(@Nullable ExchangeHandler serving) {
        handler = serving;
    }

    /** What it holds of the limits on requests under way. */
    public HeldPlaces places() {
        return places;
    }

    /** What filters found out about it. */
    public Findings findings() {
        return findings;
    }

    public String listener() {
        return listener;
    }

    public RequestHead head() {
        return head;
    }

    public Method method() {
        return head.method();
    }

    /** Who holds the other end of the connection. */
    public ClientAddress peer() {
        return peer;
    }

    /** Where the connection arrived: our own address, real even where the listener has all of them. */
    public ClientAddress local() {
        return local;
    }

    /** How suspicious the listener's filters found the client when it connected; 0 for not at all. */
    public int flagged() {
        return flagged;
    }

    /** What the handshake of the client's connection has settled, or null where it speaks in the clear to us. */
    public @Nullable TlsFacts tls() {
        return tls;
    }

    /** Who asked, as far as trusted proxies tell; the peer where there are none. */
    public ClientAddress client() {
        return client;
    }

    public void client(ClientAddress address) {
        client = address;
    }

    /** Whether the client speaks TLS, to us or, as that one says, to a trusted proxy: its scheme is https. */
    public boolean secure() {
        return secure;
    }

    public void secure(boolean https) {
        secure = https;
    }

    /** The buffer of the request id: visible ASCII, its first {@link #requestIdLength()} octets count. */
    public byte[] requestId() {
        return requestId;
    }

    public int requestIdLength() {
        return requestIdLength;
    }

    public void requestIdLength(int length) {
        requestIdLength = length;
    }

    public String requestIdText() {
        return Ascii.text(requestId, 0, requestIdLength);
    }

    public @Nullable RouteFacts route() {
        return route;
    }

    public void route(RouteFacts taken) {
        route = taken;
    }

    /** The id of the upstream that it went to last, or null where it went to none. */
    public @Nullable String upstreamId() {
        RouteFacts taken = route;
        return fallback != null || taken == null ? fallback : taken.upstreamId();
    }

    /** It goes to another upstream than the route's own. */
    public void fallback(String upstreamId) {
        left = new LeftUpstream(Objects.requireNonNull(upstreamId()), attempts, left);
        fallback = upstreamId;
    }

    /** The upstream that it has left last, or null where it has left none. */
    public @Nullable LeftUpstream left() {
        return left;
    }

    /** host:port of the origin server of the last attempt, or null. */
    public @Nullable String endpoint() {
        return endpoint;
    }

    /** Counts an attempt at an endpoint. */
    public void attempt(String at, boolean onReusedConnection, long nanos) {
        endpoint = at;
        reused = onReusedConnection;
        attempts++;
        if (upstreamNanos == 0) {
            upstreamNanos = nanos;
        }
    }

    /** Whether an origin was sent all of it, or has begun to answer. */
    public boolean isSent() {
        return sent || responseHeadNanos != 0;
    }

    /** An origin has been sent all of it. */
    public void sent() {
        sent = true;
    }

    public int attempts() {
        return attempts;
    }

    public boolean onReusedConnection() {
        return reused;
    }

    /** What the handshake of the last attempt's connection has settled; null in the clear, or where none came about. */
    public @Nullable TlsFacts upstreamTls() {
        return upstreamTls;
    }

    public void upstreamTls(@Nullable TlsFacts facts) {
        upstreamTls = facts;
    }

    /** What the origin has answered in, or null where it has not. */
    public @Nullable HttpVersion upstreamVersion() {
        return upstreamVersion;
    }

    public void upstreamVersion(HttpVersion spoken) {
        upstreamVersion = spoken;
    }

    /** The session that its client has with an endpoint. */
    public Session session() {
        return session;
    }

    /** What it will take of a model. */
    public ExpectedTokens tokens() {
        return tokens;
    }

    /** Its tokens wait no more. Called when it is over; nothing happens where they did not. */
    public void settleTokens() {
        tokens.leave(fault == null && responseHeadNanos != 0);
    }

    public @Nullable Fault fault() {
        return fault;
    }

    /** Notes the first fault; what follows from it is not a cause. */
    public void fault(Fault first) {
        if (fault == null) {
            fault = first;
        }
    }

    /** The head of the answer as a filter found it, or null; only while that filter runs. */
    public @Nullable ResponseHead answer() {
        return answer;
    }

    public void answer(ResponseHead seen) {
        answer = seen;
    }

    /** The status sent to the client, or that would have been sent had it still been there; 0 before that. */
    public int status() {
        return status;
    }

    public void status(int sent) {
        status = sent;
    }

    /** Wall clock of the first octet of the request, in milliseconds since 1970. */
    public long startMillis() {
        return startMillis;
    }

    public long startNanos() {
        return startNanos;
    }

    public void responseHeadAt(long nanos) {
        responseHeadNanos = nanos;
    }

    /** Nanoseconds from the first attempt to the head of the origin's answer, or 0 when there was none. */
    public long upstreamNanos() {
        return responseHeadNanos == 0 ? 0 : responseHeadNanos - upstreamNanos;
    }

    /** Nanoseconds from the first octet of the request to the last of the answer, or to its own where that is waited for. */
    public long durationNanos() {
        return endNanos - startNanos;
    }

    /** Ends the exchange with its exact octets on the wire, heads and framing included. */
    public void end(long nanos, long requestOctets, long responseOctets) {
        endNanos = nanos;
        this.requestOctets = requestOctets;
        this.responseOctets = responseOctets;
    }

    public void bodyOctets(long request, long response) {
        requestBodyOctets = request;
        responseBodyOctets = response;
    }

    public long requestOctets() {
        return requestOctets;
    }

    public long responseOctets() {
        return responseOctets;
    }

    /** Octets of content received, without framing. */
    public long requestBodyOctets() {
        return requestBodyOctets;
    }

    /** Octets of content sent, without framing. */
    public long responseBodyOctets() {
        return responseBodyOctets;
    }
}
