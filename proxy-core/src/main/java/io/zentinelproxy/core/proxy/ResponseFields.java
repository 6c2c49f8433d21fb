package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.ResponseHead;

/** What every answer gets on its way to the client: Via (RFC 9110 section 7.6.3), the request's id, and the cookie of its session. */
final class ResponseFields {
    private static final byte[] SET_COOKIE = Ascii.octets("Set-Cookie");

    void edit(ResponseHead head, Exchange facts) {
        Via.addTo(head.fields(), head.version());
        addIds(head.fields(), facts);
        byte[] cookie = facts.session().cookie();
        if (cookie != null) {
            head.fields().add(FieldName.OTHER, SET_COOKIE, cookie);
        }
    }

    /** Our id replaces one that the origin may have set, so that client, log and origin speak of the same. */
    static void addIds(Fields fields, Exchange facts) {
        fields.remove(FieldName.X_REQUEST_ID);
        fields.remove(FieldName.X_CORRELATION_ID);
        fields.add(FieldName.X_REQUEST_ID, facts.requestId(), 0, facts.requestIdLength());
        fields.add(FieldName.X_CORRELATION_ID, facts.requestId(), 0, facts.requestIdLength());
    }
}
