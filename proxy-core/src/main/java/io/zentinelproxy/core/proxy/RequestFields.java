package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;

/**
 * What every request gets on its way to the origin: where it came from, through whom, under which id. The client's own copies are
 * replaced, unless its peer is a trusted proxy: then the chain is continued.
 */
final class RequestFields {
    private static final byte[] HTTP = Ascii.octets("http");
    private static final byte[] VIA_1_0 = Ascii.octets("1.0 zentinel");

    void edit(RequestHead head, Exchange facts, boolean peerTrusted) {
        Fields fields = head.fields();
        if (!peerTrusted) {
            removeClaims(fields);
        }
        forwardedFor(fields, facts);
        forwardedProtoAndHost(head, fields);
        via(head, fields);
        fields.remove(FieldName.X_REQUEST_ID);
        fields.remove(FieldName.X_CORRELATION_ID);
        fields.remove(FieldName.X_TRACE_ID);
        fields.add(FieldName.X_REQUEST_ID, facts.requestId(), 0, facts.requestIdLength());
        fields.add(FieldName.X_TRACE_ID, facts.requestId(), 0, facts.requestIdLength());
        fields.add(FieldName.X_CORRELATION_ID, facts.requestId(), 0, facts.requestIdLength());
        hostForOldClient(head, fields);
    }

    private static void removeClaims(Fields fields) {
        fields.remove(FieldName.X_FORWARDED_FOR);
        fields.remove(FieldName.X_FORWARDED_PROTO);
        fields.remove(FieldName.X_FORWARDED_HOST);
        fields.remove(FieldName.X_FORWARDED_PORT);
        fields.remove(FieldName.X_REAL_IP);
        fields.remove(FieldName.FORWARDED);
    }

    private static void forwardedFor(Fields fields, Exchange facts) {
        byte[] peer = facts.peer().octets();
        int last = -1;
        for (int line = fields.find(FieldName.X_FORWARDED_FOR); line >= 0; line = next(fields, line)) {
            last = line;
        }
        if (last < 0) {
            fields.add(FieldName.X_FORWARDED_FOR, peer);
        } else {
            fields.addAppended(FieldName.X_FORWARDED_FOR, last, peer, peer.length);
            fields.remove(last);
        }
    }

    private static int next(Fields fields, int line) {
        return fields.find(FieldName.X_FORWARDED_FOR, line + 1);
    }

    private static void forwardedProtoAndHost(RequestHead head, Fields fields) {
        if (!fields.has(FieldName.X_FORWARDED_PROTO)) {
            fields.add(FieldName.X_FORWARDED_PROTO, HTTP);
        }
        if (!fields.has(FieldName.X_FORWARDED_HOST) && head.authorityEnd() > head.authorityStart()) {
            fields.add(FieldName.X_FORWARDED_HOST, head.authorityOctets(), head.authorityStart(), head.authorityEnd());
        }
    }

    private static void via(RequestHead head, Fields fields) {
        byte[] via = head.minorVersion() == 0 ? VIA_1_0 : ResponseFields.VIA;
        int before = fields.find(FieldName.VIA);
        if (before < 0) {
            fields.add(FieldName.VIA, via);
        } else {
            fields.addAppended(FieldName.VIA, before, via, via.length);
            fields.remove(before);
        }
    }

    /** HTTP/1.0 knows requests without Host, HTTP/1.1 does not: an empty one says that there was none (RFC 9112 section 3.2). */
    private static void hostForOldClient(RequestHead head, Fields fields) {
        if (!fields.has(FieldName.HOST)) {
            fields.add(FieldName.HOST, head.authorityOctets(), head.authorityStart(), head.authorityEnd());
        }
    }
}
