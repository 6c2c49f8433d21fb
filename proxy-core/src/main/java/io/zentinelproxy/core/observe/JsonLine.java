package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.ObservabilitySettings.Detail;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.Exchange.RouteFacts;
import io.zentinelproxy.core.exchange.Findings;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.HttpVersion;
import io.zentinelproxy.core.http.RequestHead;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line. What is not known is left out: everything of a request head that was not understood, the route when none
 * matched, the origin when none was asked. Times are in UTC, durations in microseconds, lengths in octets.
 */
final class JsonLine implements LineFormat<Exchange> {
    private static final byte[] TIME = Ascii.octets(",\"time\":\"");
    private static final byte[] REQUEST_ID = Ascii.octets(",\"request_id\":\"");
    private static final byte[] CLIENT = Ascii.octets(",\"client\":\"");
    private static final byte[] FLAGGED = Ascii.octets(",\"flagged\":");
    private static final byte[] METHOD = Ascii.octets(",\"method\":\"");
    private static final byte[] TARGET = Ascii.octets(",\"target\":\"");
    private static final byte[] PROTOCOL = Ascii.octets(",\"protocol\":\"HTTP/");
    private static final byte[] HOST = Ascii.octets(",\"host\":\"");
    private static final byte[] STATUS = Ascii.octets(",\"status\":");
    private static final byte[] REASON = Ascii.octets(",\"reason\":\"");
    private static final byte[] LISTENER = Ascii.octets(",\"listener\":\"");
    private static final byte[] ROUTE = Ascii.octets(",\"route\":\"");
    private static final byte[] UPSTREAM = Ascii.octets(",\"upstream\":\"");
    private static final byte[] ENDPOINT = Ascii.octets(",\"endpoint\":\"");
    private static final byte[] CONNECTION_REUSED = Ascii.octets(",\"connection_reused\":true");
    private static final byte[] UPSTREAM_TLS_VERSION = Ascii.octets(",\"upstream_tls_version\":\"");
    private static final byte[] UPSTREAM_TLS_CIPHER = Ascii.octets(",\"upstream_tls_cipher\":\"");
    private static final byte[] UPSTREAM_TLS_RESUMED = Ascii.octets(",\"upstream_tls_resumed\":true");
    private static final byte[] UPSTREAM_HTTP_2 = Ascii.octets(",\"upstream_protocol\":\"HTTP/2.0\"");
    private static final byte[] ATTEMPTS = Ascii.octets(",\"attempts\":");
    private static final byte[] REQUEST_OCTETS = Ascii.octets(",\"request_octets\":");
    private static final byte[] RESPONSE_OCTETS = Ascii.octets(",\"response_octets\":");
    private static final byte[] REQUEST_BODY_OCTETS = Ascii.octets(",\"request_body_octets\":");
    private static final byte[] RESPONSE_BODY_OCTETS = Ascii.octets(",\"response_body_octets\":");
    private static final byte[] DURATION = Ascii.octets(",\"duration_us\":");
    private static final byte[] UPSTREAM_TIME = Ascii.octets(",\"upstream_us\":");
    private static final byte[] USER_AGENT = Ascii.octets(",\"user_agent\":\"");
    private static final byte[] REFERER = Ascii.octets(",\"referer\":\"");

    private final boolean timestamp;
    private final boolean traceId;
    private final boolean method;
    private final boolean path;
    private final boolean query;
    private final boolean status;
    private final boolean latency;
    private final boolean bodyOctetsSent;
    private final boolean endpoint;
    private final boolean connectionReused;
    private final boolean userAgent;
    private final boolean referer;
    private final boolean client;
    private final boolean handshake;
    private final boolean certificate;
    private final boolean limits;
    private final boolean country;
    private final boolean model;
    private final TlsMembers tls;

    /** A format that leaves some of it out. */
    JsonLine(Set<Detail> leftOut, TlsMembers tls) {
        this.tls = tls;
        timestamp = !leftOut.contains(Detail.TIMESTAMP);
        traceId = !leftOut.contains(Detail.TRACE_ID);
        method = !leftOut.contains(Detail.METHOD);
        path = !leftOut.contains(Detail.PATH);
        query = !leftOut.contains(Detail.QUERY);
        status = !leftOut.contains(Detail.STATUS);
        latency = !leftOut.contains(Detail.LATENCY_MS);
        bodyOctetsSent = !leftOut.contains(Detail.BODY_BYTES_SENT);
        endpoint = !leftOut.contains(Detail.UPSTREAM_ADDR);
        connectionReused = !leftOut.contains(Detail.CONNECTION_REUSED);
        userAgent = !leftOut.contains(Detail.USER_AGENT);
        referer = !leftOut.contains(Detail.REFERER);
        client = !leftOut.contains(Detail.CLIENT_IP);
        handshake = !leftOut.contains(Detail.TLS);
        certificate = !leftOut.contains(Detail.CLIENT_CERT);
        limits = !leftOut.contains(Detail.RATE_LIMIT_HIT);
        country = !leftOut.contains(Detail.GEO_COUNTRY);
        model = !leftOut.contains(Detail.MODEL);
    }

    @Override
    public int put(Exchange exchange, LogClock clock, byte[] into, int position) {
        RequestHead head = exchange.head();
        int at = position;
        if (timestamp) {
            at = clock.rfc3339().put(into, LineFormat.put(into, at, TIME), exchange.startMillis());
            into[at++] = '"';
        }
        at = who(into, at, exchange);
        if (head.isParsed()) {
            at = request(into, at, head);
        }
        at = outcome(into, at, exchange);
        at = found(into, at, exchange.findings());
        at = measures(into, at, exchange);
        if (head.isParsed()) {
            at = described(into, at, head.fields());
        }
        at = handshake ? tls.putHandshake(exchange, into, at) : at;
        at = certificate ? tls.putCertificate(exchange, into, at) : at;
        // The comma before the first member becomes the beginning of the object.
        into[position] = '{';
        into[at] = '}';
        into[at + 1] = '\n';
        return at + 2;
    }

    private int who(byte[] into, int position, Exchange exchange) {
        int at = position;
        if (traceId && exchange.requestIdLength() > 0) {
            at = JsonText.member(into, at, REQUEST_ID, exchange.requestId(), 0, exchange.requestIdLength());
        }
        if (client) {
            byte[] address = exchange.client().octets();
            at = JsonText.member(into, at, CLIENT, address, 0, address.length);
        }
        int flagged = exchange.flagged();
        return flagged == 0 ? at : JsonText.member(into, at, FLAGGED, flagged);
    }

    private int request(byte[] into, int position, RequestHead head) {
        byte[] octets = head.octets();
        int at = position;
        if (method) {
            at = JsonText.member(into, at, METHOD, octets, head.methodStart(), head.methodEnd());
        }
        if (path) {
            int end = query ? head.targetEnd() : head.queryStart();
            at = JsonText.member(into, at, TARGET, octets, head.targetStart(), end);
        }
        at = LineFormat.put(into, at, PROTOCOL);
        at = LineFormat.put(into, at, head.version().number());
        into[at++] = '"';
        if (head.authorityStart() == head.authorityEnd()) {
            return at;
        }
        return JsonText.member(into, at, HOST, head.authorityOctets(), head.authorityStart(), head.authorityEnd());
    }

    private int outcome(byte[] into, int position, Exchange exchange) {
        int at = status ? JsonText.member(into, position, STATUS, exchange.status()) : position;
        Fault fault = exchange.fault();
        at = id(into, at, REASON, fault == null ? null : fault.reason());
        at = id(into, at, LISTENER, exchange.listener());
        RouteFacts route = exchange.route();
        if (route != null) {
            at = id(into, at, ROUTE, route.routeId());
            at = id(into, at, UPSTREAM, exchange.upstreamId());
        }
        at = endpoint ? id(into, at, ENDPOINT, exchange.endpoint()) : at;
        boolean tellsReused = connectionReused && exchange.onReusedConnection();
        at = tellsReused ? LineFormat.put(into, at, CONNECTION_REUSED) : at;
        if (exchange.upstreamVersion() == HttpVersion.HTTP_2) {
            at = LineFormat.put(into, at, UPSTREAM_HTTP_2);
        }
        TlsFacts tls = exchange.upstreamTls();
        return tls == null ? at : upstreamTls(into, at, tls);
    }

    private static int upstreamTls(byte[] into, int position, TlsFacts tls) {
        int at = JsonText.member(into, position, UPSTREAM_TLS_VERSION, tls.protocol());
        at = JsonText.member(into, at, UPSTREAM_TLS_CIPHER, tls.cipherSuite());
        return tls.resumed() ? LineFormat.put(into, at, UPSTREAM_TLS_RESUMED) : at;
    }

    private int found(byte[] into, int position, Findings findings) {
        int at = limits ? FindingMembers.putLimits(findings, into, position) : position;
        at = model ? FindingMembers.putModel(findings, into, at) : at;
        at = country ? FindingMembers.putCountry(findings, into, at) : at;
        return FindingMembers.putReputation(findings, into, at);
    }

    private int measures(byte[] into, int position, Exchange exchange) {
        int at = JsonText.member(into, position, ATTEMPTS, exchange.attempts());
        at = JsonText.member(into, at, REQUEST_OCTETS, exchange.requestOctets());
        at = JsonText.member(into, at, RESPONSE_OCTETS, exchange.responseOctets());
        at = JsonText.member(into, at, REQUEST_BODY_OCTETS, exchange.requestBodyOctets());
        at = bodyOctetsSent ? JsonText.member(into, at, RESPONSE_BODY_OCTETS, exchange.responseBodyOctets()) : at;
        return latency ? durations(into, at, exchange) : at;
    }

    private static int durations(byte[] into, int position, Exchange exchange) {
        int at = JsonText.member(into, position, DURATION, exchange.durationNanos() / 1000);
        long upstream = exchange.upstreamNanos();
        return upstream == 0 ? at : JsonText.member(into, at, UPSTREAM_TIME, upstream / 1000);
    }

    private int described(byte[] into, int position, Fields fields) {
        int at = userAgent ? field(into, position, USER_AGENT, fields, FieldName.USER_AGENT) : position;
        return referer ? field(into, at, REFERER, fields, FieldName.REFERER) : at;
    }

    private static int field(byte[] into, int at, byte[] name, Fields fields, FieldName field) {
        int line = fields.find(field);
        if (line < 0) {
            return at;
        }
        return JsonText.member(into, at, name, fields.octets(line), fields.valueStart(line), fields.valueEnd(line));
    }

    private static int id(byte[] into, int at, byte[] name, @Nullable String id) {
        return id == null ? at : JsonText.member(into, at, name, id);
    }
}
