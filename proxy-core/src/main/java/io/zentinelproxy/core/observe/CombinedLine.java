package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;

/**
 * Apache's combined format, then the request id, the duration in microseconds and the reason of a fault, or a dash for what is not there:
 * {@code client - - [time] "GET /x HTTP/1.1" 200 612 "referer" "user agent" id 1234 -}. The count of octets is of content sent; as
 * in Apache, none is a dash.
 */
final class CombinedLine implements LineFormat<Exchange> {
    private static final byte[] TIME = Ascii.octets(" - - [");
    private static final byte[] REQUEST = Ascii.octets("] \"");
    private static final byte[] PROTOCOL = Ascii.octets(" HTTP/");
    private static final byte[] REFERER = Ascii.octets(" \"");
    private static final byte[] USER_AGENT = Ascii.octets("\" \"");
    private static final byte[] AFTER_QUOTE = Ascii.octets("\" ");

    private final boolean traceId;

    /** A format that tells the request id, or a dash in its place. */
    CombinedLine(boolean traceId) {
        this.traceId = traceId;
    }

    @Override
    public int put(Exchange exchange, LogClock clock, byte[] into, int position) {
        RequestHead head = exchange.head();
        int at = LineFormat.put(into, position, exchange.client().octets());
        at = LineFormat.put(into, at, TIME);
        at = clock.apache().put(into, at, exchange.startMillis());
        at = LineFormat.put(into, at, REQUEST);
        at = head.isParsed() ? request(into, at, head) : dash(into, at);
        at = LineFormat.put(into, at, AFTER_QUOTE);
        at = status(into, at, exchange.status());
        at = contentOctets(into, at, exchange.responseBodyOctets());
        at = LineFormat.put(into, at, REFERER);
        at = field(into, at, head, FieldName.REFERER);
        at = LineFormat.put(into, at, USER_AGENT);
        at = field(into, at, head, FieldName.USER_AGENT);
        at = LineFormat.put(into, at, AFTER_QUOTE);
        return extension(into, at, exchange);
    }

    private static int request(byte[] into, int position, RequestHead head) {
        int at = CombinedText.put(into, position, head.octets(), head.methodStart(), head.methodEnd());
        into[at++] = ' ';
        at = CombinedText.put(into, at, head.octets(), head.targetStart(), head.targetEnd());
        at = LineFormat.put(into, at, PROTOCOL);
        return LineFormat.put(into, at, head.version().number());
    }

    /** Three digits always, as programs that read such logs expect: 000 when nothing was answered. */
    private static int status(byte[] into, int at, int status) {
        into[at] = (byte) ('0' + status / 100 % 10);
        UtcSecond.putTwo(into, at + 1, status % 100);
        into[at + 3] = ' ';
        return at + 4;
    }

    private static int contentOctets(byte[] into, int at, long octets) {
        return octets == 0 ? dash(into, at) : LineFormat.putNumber(into, at, octets);
    }

    private static int field(byte[] into, int at, RequestHead head, FieldName name) {
        Fields fields = head.fields();
        int line = head.isParsed() ? fields.find(name) : -1;
        if (line < 0) {
            return dash(into, at);
        }
        return CombinedText.put(into, at, fields.octets(line), fields.valueStart(line), fields.valueEnd(line));
    }

    private int extension(byte[] into, int position, Exchange exchange) {
        int length = traceId ? exchange.requestIdLength() : 0;
        int at = length == 0 ? dash(into, position) : CombinedText.put(into, position, exchange.requestId(), 0, length);
        into[at++] = ' ';
        at = LineFormat.putNumber(into, at, exchange.durationNanos() / 1000);
        into[at++] = ' ';
        Fault fault = exchange.fault();
        at = fault == null ? dash(into, at) : JsonText.put(into, at, fault.reason());
        into[at] = '\n';
        return at + 1;
    }

    private static int dash(byte[] into, int at) {
        into[at] = '-';
        return at + 1;
    }
}
