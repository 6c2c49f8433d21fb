package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;

/**
 * Decides how a request's content is delimited (RFC 9112 section 6.3). What two servers could read in two ways is refused, not
 * repaired: both framing fields at once, either of them twice, transfer coding in HTTP/1.0.
 */
final class RequestFraming {
    private static final byte[] CHUNKED = Ascii.octets("chunked");

    private RequestFraming() {}

    static BodyLength of(RequestHead head) throws ClientFault {
        Fields fields = head.fields();
        if (fields.has(FieldName.TRANSFER_ENCODING)) {
            return coded(head, fields);
        }
        if (!fields.has(FieldName.CONTENT_LENGTH)) {
            return BodyLength.NONE;
        }
        long length = ContentLength.of(fields);
        if (length < 0) {
            throw new ClientFault(ClientFault.Kind.BAD_FRAMING);
        }
        return length == 0 ? BodyLength.NONE : new BodyLength.Fixed(length);
    }

    private static BodyLength coded(RequestHead head, Fields fields) throws ClientFault {
        int line = fields.find(FieldName.TRANSFER_ENCODING);
        boolean ambiguous = head.minorVersion() == 0
                || fields.has(FieldName.CONTENT_LENGTH)
                || fields.find(FieldName.TRANSFER_ENCODING, line + 1) >= 0;
        if (ambiguous) {
            throw new ClientFault(ClientFault.Kind.BAD_FRAMING);
        }
        byte[] octets = fields.octets(line);
        int start = fields.valueStart(line);
        int end = fields.valueEnd(line);
        if (Ascii.equalsIgnoreCase(octets, start, end, CHUNKED)) {
            return BodyLength.CHUNKED;
        }
        throw new ClientFault(
                isOtherCoding(octets, start, end) ? ClientFault.Kind.UNKNOWN_CODING : ClientFault.Kind.BAD_FRAMING);
    }

    /** A single token that is not a spelling of chunked: a coding that we could honestly not know. */
    private static boolean isOtherCoding(byte[] octets, int start, int end) {
        for (int at = start; at < end; at++) {
            if (!Ascii.isToken(octets[at])) {
                return false;
            }
        }
        return end > start
                && !Ascii.text(octets, start, end)
                        .toLowerCase(java.util.Locale.ROOT)
                        .contains("chunk");
    }
}
