package io.zentinelproxy.core.websocket;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.http.UpgradeField;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The opening handshake (RFC 6455 section 4) as it must have gone before octets flow. Any thread. */
final class Handshake {
    private static final byte[] KEY = Ascii.octets("sec-websocket-key");
    private static final byte[] ACCEPT = Ascii.octets("sec-websocket-accept");
    private static final byte[] GUID = Ascii.octets("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");

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
        int key = only(request.fields(), KEY);
        int accept = only(fields, ACCEPT);
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
        byte[] due = acceptOf(request.octets(key), request.valueStart(key), request.valueEnd(key));
        return Ascii.equals(answer.octets(accept), answer.valueStart(accept), answer.valueEnd(accept), due);
    }

    private static byte[] acceptOf(byte[] octets, int start, int end) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(octets, start, end - start);
            sha1.update(GUID);
            return Base64.getEncoder().encode(sha1.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
