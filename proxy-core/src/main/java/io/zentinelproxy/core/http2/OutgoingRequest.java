package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.OriginTarget;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.UriScheme;
import io.zentinelproxy.core.http2.hpack.HpackEncoder;
import io.zentinelproxy.core.http2.hpack.PseudoField;
import org.jspecify.annotations.Nullable;

/** The head of a request to an origin (RFC 9113 section 8.3.1). Its authority is what Host says once the filters have run. Reused. */
final class OutgoingRequest implements HeadEncoder.Head {
    /** Octets of the pseudo-fields but for path and authority, which are counted, and of a length. */
    private static final int PSEUDO_OCTETS = 128;

    private final byte[] number = new byte[20];
    private @Nullable RequestHead head;
    private UriScheme scheme = UriScheme.HTTP;
    private BodyLength length = BodyLength.NONE;
    private boolean connecting;

    /**
     * Goes over to a request.
     *
     * @param by that of the connection
     * @param content the length that is said, if any
     */
    OutgoingRequest of(RequestHead request, UriScheme by, BodyLength content) {
        head = request;
        scheme = by;
        length = content;
        connecting = request.fields().has(FieldName.UPGRADE);
        return this;
    }

    private RequestHead head() {
        if (head == null) {
            throw new IllegalStateException("no head");
        }
        return head;
    }

    @Override
    public int mostOctets() {
        OriginTarget target = head().originTarget();
        int method = head().methodEnd() - head().methodStart();
        return HeadEncoder.mostOctets(head().fields()) + target.end() - target.start() + method + PSEUDO_OCTETS;
    }

    @Override
    public void encode(HpackEncoder into) {
        RequestHead request = head();
        OriginTarget target = request.originTarget();
        if (connecting) {
            into.pseudo(PseudoField.METHOD, ExtendedConnect.CONNECT, 0, ExtendedConnect.CONNECT.length);
            into.pseudo(PseudoField.PROTOCOL, ExtendedConnect.WEBSOCKET, 0, ExtendedConnect.WEBSOCKET.length);
        } else {
            into.pseudo(PseudoField.METHOD, request.octets(), request.methodStart(), request.methodEnd());
        }
        into.pseudo(PseudoField.SCHEME, scheme.octets(), 0, scheme.octets().length);
        Fields fields = request.fields();
        int host = fields.find(FieldName.HOST);
        if (host >= 0 && fields.valueStart(host) < fields.valueEnd(host)) {
            into.pseudo(PseudoField.AUTHORITY, fields.octets(host), fields.valueStart(host), fields.valueEnd(host));
        }
        into.pseudo(PseudoField.PATH, target.octets(), target.start(), target.end());
        if (connecting) {
            HeadEncoder.fieldsOfConnect(fields, into);
        } else {
            HeadEncoder.fieldsButHost(fields, into);
        }
        HeadEncoder.contentLength(length, number, into);
    }
}
