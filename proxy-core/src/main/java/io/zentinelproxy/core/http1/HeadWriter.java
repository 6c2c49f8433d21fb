package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.OriginTarget;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import java.nio.ByteBuffer;

/** Writes heads (RFC 9112 sections 3 and 4) with framing and connection fields of our own. Not thread-safe: it has a scratch. */
final class HeadWriter {
    private static final byte[] VERSION = Ascii.octets("HTTP/1.1 ");
    private static final byte[] REQUEST_END = Ascii.octets(" HTTP/1.1\r\n");
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] CHUNKED = Ascii.octets("Transfer-Encoding: chunked\r\n");
    private static final byte[] LENGTH = Ascii.octets("Content-Length: ");
    private static final byte[] CLOSE = Ascii.octets("Connection: close\r\n");
    private static final byte[] KEEP_ALIVE = Ascii.octets("Connection: keep-alive\r\n");

    /** Room for everything that is not a field or the target. */
    private static final int OVERHEAD = 160;

    private final byte[] number = new byte[20];

    private static final byte[] UPGRADE = Ascii.octets("Connection: Upgrade\r\n");

    /** How the connection goes on, as the head says it. */
    enum Persistence {
        /** The version's default: nothing is said. */
        DEFAULT,
        CLOSE,
        /** For HTTP/1.0 clients, to whom it must be said. */
        KEEP_ALIVE
    }

    /** Writes a request in origin-form. */
    void write(RequestHead head, BodyLength length, Sender to) {
        OriginTarget target = head.originTarget();
        byte[] octets = target.octets();
        int path = target.start();
        to.reserve(target.end() - path + head.fields().writtenLength() + OVERHEAD);
        ByteBuffer into = to.buffer();
        into.put(head.octets(), head.methodStart(), head.methodEnd() - head.methodStart());
        into.put((byte) ' ');
        into.put(octets, path, target.end() - path);
        into.put(REQUEST_END);
        head.fields().writeTo(into);
        upgrade(head.fields(), into);
        framing(length, into);
        into.put(CRLF);
    }

    void write(ResponseHead head, BodyLength announced, Persistence persistence, Sender to) {
        Fields fields = head.fields();
        to.reserve(fields.writtenLength() + head.reasonLength() + OVERHEAD);
        ByteBuffer into = to.buffer();
        into.put(VERSION);
        number(head.status(), into);
        into.put((byte) ' ');
        head.writeReason(into);
        into.put(CRLF);
        fields.writeTo(into);
        upgrade(fields, into);
        framing(announced, into);
        switch (persistence) {
            case DEFAULT -> {}
            case CLOSE -> into.put(CLOSE);
            case KEEP_ALIVE -> into.put(KEEP_ALIVE);
        }
        into.put(CRLF);
    }

    /** Who sends Upgrade names it in Connection, lest it go further than the next server (RFC 9110 section 7.8). */
    private static void upgrade(Fields fields, ByteBuffer into) {
        if (fields.has(FieldName.UPGRADE)) {
            into.put(UPGRADE);
        }
    }

    private void framing(BodyLength length, ByteBuffer into) {
        if (length instanceof BodyLength.Fixed fixed) {
            into.put(LENGTH);
            number(fixed.octets(), into);
            into.put(CRLF);
        } else if (length == BodyLength.CHUNKED) {
            into.put(CHUNKED);
        }
    }

    private void number(long value, ByteBuffer into) {
        into.put(number, 0, Ascii.putDecimal(number, 0, value));
    }
}
