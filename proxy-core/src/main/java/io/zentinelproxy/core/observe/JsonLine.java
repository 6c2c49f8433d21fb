package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.Exchange.RouteFacts;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object a line. What is not known is left out: everything of a request head that was not understood, the route when none
 * matched, the origin when none was asked. Times are in UTC, durations in microseconds, lengths in octets.
 */
final class JsonLine implements LineFormat<Exchange> {
    private static final byte[] TIME = Ascii.octets("{\"time\":\"");
    private static final byte[] REQUEST_ID = Ascii.octets(",\"request_id\":\"");
    private static final byte[] CLIENT = Ascii.octets(",\"client\":\"");
    private static final byte[] METHOD = Ascii.octets(",\"method\":\"");
    private static final byte[] TARGET = Ascii.octets(",\"target\":\"");
    private static final byte[] PROTOCOL = Ascii.octets(",\"protocol\":\"HTTP/1.");
    private static final byte[] HOST = Ascii.octets(",\"host\":\"");
    private static final byte[] STATUS = Ascii.octets(",\"status\":");
    private static final byte[] REASON = Ascii.octets(",\"reason\":\"");
    private static final byte[] LISTENER = Ascii.octets(",\"listener\":\"");
    private static final byte[] ROUTE = Ascii.octets(",\"route\":\"");
    private static final byte[] UPSTREAM = Ascii.octets(",\"upstream\":\"");
    private static final byte[] ENDPOINT = Ascii.octets(",\"endpoint\":\"");
    private static final byte[] ATTEMPTS = Ascii.octets(",\"attempts\":");
    private static final byte[] REQUEST_OCTETS = Ascii.octets(",\"request_octets\":");
    private static final byte[] RESPONSE_OCTETS = Ascii.octets(",\"response_octets\":");
    private static final byte[] REQUEST_BODY_OCTETS = Ascii.octets(",\"request_body_octets\":");
    private static final byte[] RESPONSE_BODY_OCTETS = Ascii.octets(",\"response_body_octets\":");
    private static final byte[] DURATION = Ascii.octets(",\"duration_us\":");
    private static final byte[] UPSTREAM_TIME = Ascii.octets(",\"upstream_us\":");
    private static final byte[] USER_AGENT = Ascii.octets(",\"user_agent\":\"");
    private static final byte[] REFERER = Ascii.octets(",\"referer\":\"");

    @Override
    public int put(Exchange exchange, LogClock clock, byte[] into, int position) {
        RequestHead head = exchange.head();
        int at = LineFormat.put(into, position, TIME);
        at = clock.rfc3339().put(into, at, exchange.startMillis());
        into[at++] = '"';
        if (exchange.requestIdLength() > 0) {
            at = JsonText.member(into, at, REQUEST_ID, exchange.requestId(), 0, exchange.requestIdLength());
        }
        byte[] client = exchange.client().octets();
        at = JsonText.member(into, at, CLIENT, client, 0, client.length);
        if (head.isParsed()) {
            at = request(into, at, head);
        }
        at = outcome(into, at, exchange);
        at = measures(into, at, exchange);
        if (head.isParsed()) {
            at = field(into, at, USER_AGENT, head.fields(), FieldName.USER_AGENT);
            at = field(into, at, REFERER, head.fields(), FieldName.REFERER);
        }
        into[at] = '}';
        into[at + 1] = '\n';
        return at + 2;
    }

    private static int request(byte[] into, int position, RequestHead head) {
        byte[] octets = head.octets();
        int at = JsonText.member(into, position, METHOD, octets, head.methodStart(), head.methodEnd());
        at = JsonText.member(into, at, TARGET, octets, head.targetStart(), head.targetEnd());
        at = LineFormat.put(into, at, PROTOCOL);
        into[at++] = (byte) ('0' + head.minorVersion());
        into[at++] = '"';
        if (head.authorityStart() == head.authorityEnd()) {
            return at;
        }
        return JsonText.member(into, at, HOST, head.authorityOctets(), head.authorityStart(), head.authorityEnd());
    }

    private static int outcome(byte[] into, int position, Exchange exchange) {
        int at = JsonText.member(into, position, STATUS, exchange.status());
        Fault fault = exchange.fault();
        at = id(into, at, REASON, fault == null ? null : fault.reason());
        at = id(into, at, LISTENER, exchange.listener());
        RouteFacts route = exchange.route();
        if (route != null) {
            at = id(into, at, ROUTE, route.routeId());
            at = id(into, at, UPSTREAM, route.upstreamId());
        }
        return id(into, at, ENDPOINT, exchange.endpoint());
    }

    private static int measures(byte[] into, int position, Exchange exchange) {
        int at = JsonText.member(into, position, ATTEMPTS, exchange.attempts());
        at = JsonText.member(into, at, REQUEST_OCTETS, exchange.requestOctets());
        at = JsonText.member(into, at, RESPONSE_OCTETS, exchange.responseOctets());
        at = JsonText.member(into, at, REQUEST_BODY_OCTETS, exchange.requestBodyOctets());
        at = JsonText.member(into, at, RESPONSE_BODY_OCTETS, exchange.responseBodyOctets());
        at = JsonText.member(into, at, DURATION, exchange.durationNanos() / 1000);
        long upstream = exchange.upstreamNanos();
        return upstream == 0 ? at : JsonText.member(into, at, UPSTREAM_TIME, upstream / 1000);
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
