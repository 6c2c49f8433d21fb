package io.zentinelproxy.core.websocket;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.http.UpgradeField;
import io.zentinelproxy.core.http.WebSocketKey;

/** The opening handshake (RFC 6455 section 4) as it must have gone before octets flow. Any thread. */
final class Handshake {

    private Handshake() {}

    /**
     * Checks that the 101 of an origin means WebSocket and answers this very request (section 4.2.2); its Upgrade says that and nothing
     * else afterwards.
     *
     * @throws UpstreamFault BAD_SWITCH where it does not: what the origin would say next is anybody's guess
     */
    static void check(RequestHead request, ResponseHead answer) throws UpstreamFault {
        Fields fields = answer.fields();
        UpgradeField.reduce(fields);
        int key = only(request.fields(), WebSocketKey.NAME);
        int accept = only(fields, WebSocketKey.ANSWER);
        if (!fields.has(FieldName.UPGRADE)
                || key < 0
                || accept < 0
                || !accepts(request.fields(), key, fields, accept)) {
            throw new UpstreamFault(UpstreamFault.Kind.BAD_SWITCH);
        }
    }

    /** The number of the one line of this name, or -1 where there is none or another one. */
    private static int only(Fields fields, byte[] lowerName) {
        int line = fields.find(lowerName, 0);
        return line >= 0 && fields.find(lowerName, line + 1) < 0 ? line : -1;
    }

    private static boolean accepts(Fields request, int key, Fields answer, int accept) {
        byte[] due = WebSocketKey.accept(request.octets(key), request.valueStart(key), request.valueEnd(key));
        return Ascii.equals(answer.octets(accept), answer.valueStart(accept), answer.valueEnd(accept), due);
    }
}
