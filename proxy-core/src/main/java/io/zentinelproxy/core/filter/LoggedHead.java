package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.observe.EventMembers;
import io.zentinelproxy.core.observe.JsonText;
import io.zentinelproxy.core.observe.TlsMembers;
import java.util.List;

/** What an event says of a request or an answer, as members of a JSON object. */
final class LoggedHead {
    static final byte[] REQUEST_CONTENT = message("request content");
    static final byte[] ANSWER_CONTENT = message("answer content");
    private static final byte[] REQUEST = message("request");
    private static final byte[] ANSWER = message("answer");
    private static final byte[] REQUEST_ID = Ascii.octets(",\"request_id\":\"");
    private static final byte[] ROUTE = Ascii.octets(",\"route\":\"");
    private static final byte[] CLIENT = Ascii.octets(",\"client\":\"");
    private static final byte[] METHOD = Ascii.octets(",\"method\":\"");
    private static final byte[] TARGET = Ascii.octets(",\"target\":\"");
    private static final byte[] HOST = Ascii.octets(",\"host\":\"");
    private static final byte[] STATUS = Ascii.octets(",\"status\":");

    /** Room that must be left for one more member; a value is cut at 2 KiB. */
    private static final int LONGEST_MEMBER = 2560;

    private final FieldTag[] fields;
    private final byte[][] openings;
    private final TlsMembers tls;

    LoggedHead(List<String> names, TlsMembers tls) {
        this.tls = tls;
        fields = names.stream().map(FieldTag::new).toArray(FieldTag[]::new);
        openings = names.stream()
                .map(name -> Ascii.octets(",\"field_" + name.replace("\"", "") + "\":\""))
                .toArray(byte[][]::new);
    }

    private static byte[] message(String text) {
        return Ascii.octets(",\"message\":\"" + text + '"');
    }

    int putRequest(Exchange exchange, byte[] into, int position) {
        RequestHead head = exchange.head();
        int at = putIds(exchange, REQUEST, into, position);
        byte[] client = exchange.client().octets();
        at = JsonText.member(into, at, CLIENT, client, 0, client.length);
        at = JsonText.member(into, at, METHOD, head.octets(), head.methodStart(), head.methodEnd());
        at = JsonText.member(into, at, TARGET, head.octets(), head.targetStart(), head.targetEnd());
        at = JsonText.member(into, at, HOST, head.authorityOctets(), head.authorityStart(), head.authorityEnd());
        at = tls.putHandshake(exchange, into, at);
        at = tls.putCertificate(exchange, into, at);
        return putFields(head.fields(), into, at, position);
    }

    int putAnswer(Exchange exchange, byte[] into, int position) {
        int at = putIds(exchange, ANSWER, into, position);
        ResponseHead answer = exchange.answer();
        if (answer == null) {
            return at;
        }
        at = JsonText.member(into, at, STATUS, answer.status());
        return putFields(answer.fields(), into, at, position);
    }

    /** What every event says: its message, and which exchange it is about. */
    int putIds(Exchange exchange, byte[] message, byte[] into, int position) {
        System.arraycopy(message, 0, into, position, message.length);
        int at = position + message.length;
        at = JsonText.member(into, at, REQUEST_ID, exchange.requestId(), 0, exchange.requestIdLength());
        Exchange.RouteFacts route = exchange.route();
        return route == null ? at : JsonText.member(into, at, ROUTE, route.routeId());
    }

    /** The first line of each field asked for; those for which a line has no room are left out. */
    private int putFields(Fields from, byte[] into, int position, int start) {
        int at = position;
        for (int i = 0; i < fields.length && at - start < EventMembers.MOST_OCTETS - LONGEST_MEMBER; i++) {
            int line = fields[i].find(from, 0);
            if (line >= 0) {
                at = JsonText.member(
                        into, at, openings[i], from.octets(line), from.valueStart(line), from.valueEnd(line));
            }
        }
        return at;
    }
}
