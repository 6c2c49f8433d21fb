package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.Slots;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.ForwardedClaims;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.UpgradeField;
import io.zentinelproxy.core.http.UriScheme;
import org.jspecify.annotations.Nullable;

/**
 * What every request gets on its way to the origin: where it came from, through whom, under which id. The client's own copies are
 * replaced, unless its peer is a trusted proxy: then the chain is continued.
 */
final class RequestFields {
    private static final byte[] COMMA = Ascii.octets(", ");
    private static final byte[] FOR = Ascii.octets("for=");
    private static final byte[] PROTO = Ascii.octets(";proto=");
    private static final byte[] BY = Ascii.octets(";by=");
    private static final byte[] HOST = Ascii.octets(";host=\"");
    private static final byte[] QUOTE = {'"'};

    /** Octets of two elements of Forwarded with the longest addresses and all of their words, but without the authority. */
    private static final int MOST_OF_OUR_ELEMENTS = 256;

    /** Where the certificate of a client is found in words; null where origins are not told. */
    private final Slots.@Nullable Slot<CertificateFields> certificates;

    RequestFields(Slots.@Nullable Slot<CertificateFields> certificates) {
        this.certificates = certificates;
    }

    void edit(RequestHead head, Exchange facts, boolean peerTrusted) {
        Fields fields = head.fields();
        // The last of the hop-by-hop fields, kept so far for routes that ask for it.
        UpgradeField.reduce(fields);
        if (!peerTrusted) {
            removeClaims(fields);
        }
        forwardedFor(fields, facts);
        forwardedProtoAndHost(head, fields, facts);
        forwarded(head, fields, facts);
        realIp(fields, facts);
        TraceContext.check(fields);
        Via.addTo(fields, head.version());
        fields.remove(FieldName.X_REQUEST_ID);
        fields.remove(FieldName.X_CORRELATION_ID);
        fields.remove(FieldName.X_TRACE_ID);
        fields.add(FieldName.X_REQUEST_ID, facts.requestId(), 0, facts.requestIdLength());
        fields.add(FieldName.X_TRACE_ID, facts.requestId(), 0, facts.requestIdLength());
        fields.add(FieldName.X_CORRELATION_ID, facts.requestId(), 0, facts.requestIdLength());
        hostForOldClient(head, fields, facts);
        certificate(fields, facts);
    }

    private void certificate(Fields fields, Exchange facts) {
        TlsFacts tls = facts.tls();
        if (tls == null || certificates == null) {
            return;
        }
        CertificateFields told = tls.slots().get(certificates);
        if (told != null) {
            told.addTo(fields);
        }
    }

    private static void removeClaims(Fields fields) {
        fields.remove(FieldName.X_FORWARDED_FOR);
        fields.remove(FieldName.X_FORWARDED_PROTO);
        fields.remove(FieldName.X_FORWARDED_HOST);
        fields.remove(FieldName.X_FORWARDED_PORT);
        fields.remove(FieldName.X_REAL_IP);
        fields.remove(FieldName.FORWARDED);
        ForwardedClaims.removeFrom(fields);
    }

    private static void forwardedFor(Fields fields, Exchange facts) {
        byte[] peer = facts.peer().octets();
        int last = fields.findLast(FieldName.X_FORWARDED_FOR);
        if (last >= 0) {
            fields.addAppended(FieldName.X_FORWARDED_FOR, last, peer, peer.length);
            fields.remove(last);
        } else if (facts.client() == facts.peer()) {
            fields.add(FieldName.X_FORWARDED_FOR, peer);
        } else {
            byte[] client = facts.client().octets();
            fields.begin(FieldName.X_FORWARDED_FOR, client.length + COMMA.length + peer.length);
            fields.put(client);
            fields.put(COMMA);
            fields.put(peer);
            fields.end(FieldName.X_FORWARDED_FOR);
        }
    }

    private static void forwardedProtoAndHost(RequestHead head, Fields fields, Exchange facts) {
        if (!fields.has(FieldName.X_FORWARDED_PROTO)) {
            fields.add(FieldName.X_FORWARDED_PROTO, scheme(facts));
        }
        if (!fields.has(FieldName.X_FORWARDED_HOST) && head.authorityEnd() > head.authorityStart()) {
            fields.add(FieldName.X_FORWARDED_HOST, head.authorityOctets(), head.authorityStart(), head.authorityEnd());
        }
    }

    /** One address, for those who want no list: whoever is believed to be the client. */
    private static void realIp(Fields fields, Exchange facts) {
        fields.remove(FieldName.X_REAL_IP);
        fields.add(FieldName.X_REAL_IP, facts.client().octets());
    }

    private static byte[] scheme(Exchange facts) {
        return (facts.secure() ? UriScheme.HTTPS : UriScheme.HTTP).octets();
    }

    /**
     * Adds our element of Forwarded (RFC 7239) to a chain that trusted proxies began. Where there is none, but X-Forwarded-For has told
     * who the client is, the chain begins with that one: an origin finds the same client whichever of the two fields it reads. The
     * client's element also says its scheme.
     */
    private static void forwarded(RequestHead head, Fields fields, Exchange facts) {
        int last = fields.findLast(FieldName.FORWARDED);
        boolean continued = last >= 0;
        boolean relayed = !continued && facts.client() != facts.peer();
        int before = continued ? fields.valueEnd(last) - fields.valueStart(last) : 0;
        fields.begin(FieldName.FORWARDED, before + head.authorityEnd() - head.authorityStart() + MOST_OF_OUR_ELEMENTS);
        if (continued) {
            fields.putValue(last);
            fields.put(COMMA);
        }
        if (relayed) {
            hop(fields, facts.client(), facts, true);
            fields.put(COMMA);
        }
        hop(fields, facts.peer(), facts, !continued && !relayed);
        arrival(head, fields, facts);
        fields.end(FieldName.FORWARDED);
        if (continued) {
            fields.remove(last);
        }
    }

    private static void hop(Fields fields, ClientAddress address, Exchange facts, boolean isClient) {
        fields.put(FOR);
        fields.put(address.node());
        if (isClient) {
            fields.put(PROTO);
            fields.put(scheme(facts));
        }
    }

    /** An authority is always quoted: the colon before a port must be. */
    private static void arrival(RequestHead head, Fields fields, Exchange facts) {
        fields.put(BY);
        fields.put(facts.local().node());
        if (head.authorityEnd() > head.authorityStart()) {
            fields.put(HOST);
            fields.put(head.authorityOctets(), head.authorityStart(), head.authorityEnd());
            fields.put(QUOTE);
        }
    }

    /**
     * HTTP/1.1 demands Host (RFC 9112 section 3.2), and many origins refuse an empty one; a client of HTTP/1.0 that sends none asks
     * for what is served where it connected.
     */
    private static void hostForOldClient(RequestHead head, Fields fields, Exchange facts) {
        if (!fields.has(FieldName.HOST)) {
            fields.add(FieldName.HOST, facts.local().authority(head.scheme().defaultPort()));
        }
    }
}
