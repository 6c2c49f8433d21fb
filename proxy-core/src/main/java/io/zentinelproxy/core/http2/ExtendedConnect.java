package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/**
 * WebSocket over a stream (RFC 8441). Behind this a request is what it is in HTTP/1.1, a GET that asks for an upgrade, so that routes,
 * filters and origins know one kind only: with a key that HTTP/2 has no use for, and whose answer the client does not get to see.
 */
final class ExtendedConnect {
    static final byte[] WEBSOCKET = Ascii.octets("websocket");

    /** As short as the method that the client has said is long, or shorter. */
    private static final byte[] GET = Ascii.octets("GET");

    private static final byte[] KEY = Ascii.octets("Sec-WebSocket-Key");
    private static final byte[] KEY_LOWER = Ascii.octets("sec-websocket-key");
    private static final byte[] ACCEPT_LOWER = Ascii.octets("sec-websocket-accept");
    private static final int KEY_OCTETS = 16;

    private ExtendedConnect() {}

    /** Makes it a GET: where CONNECT stands. */
    static void asGet(RequestHead head, byte[] octets, int method) {
        System.arraycopy(GET, 0, octets, method, GET.length);
        head.method(method, method + GET.length);
    }

    /** Asks for the upgrade, once the fields of the connection are gone. */
    static void askForUpgrade(Fields fields) {
        for (int line = fields.find(KEY_LOWER, 0); line >= 0; line = fields.find(KEY_LOWER, line + 1)) {
            fields.remove(line);
        }
        fields.add(FieldName.UPGRADE, WEBSOCKET);
        // Against confusion, not against guessing (RFC 6455 section 10.3): who could read it on the way is an origin of
        // ours.
        byte[] key = new byte[KEY_OCTETS];
        ThreadLocalRandom.current().nextBytes(key);
        fields.add(FieldName.OTHER, KEY, Base64.getEncoder().encode(key));
    }

    /** Makes 101 what HTTP/2 says instead, which is 200 (RFC 8441 section 5). */
    static void accept(ResponseHead response) {
        Fields fields = response.fields();
        fields.remove(FieldName.UPGRADE);
        int line = fields.find(ACCEPT_LOWER, 0);
        if (line >= 0) {
            fields.remove(line);
        }
    }
}
