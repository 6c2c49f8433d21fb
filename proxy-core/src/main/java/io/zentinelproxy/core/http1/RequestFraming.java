package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.ContentLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.HttpVersion;
import io.zentinelproxy.core.http.RequestHead;
import java.util.Locale;
import java.util.Set;

/**
 * Decides how a request's content is delimited (RFC 9112 section 6.3). What two servers could read in two ways is refused, not
 * repaired: both framing fields at once, either of them twice, transfer coding in HTTP/1.0.
 */
final class RequestFraming {
    private static final byte[] CHUNKED = Ascii.octets("chunked");

    /** Transfer codings of IANA's registry that are not undone here. */
    private static final Set<String> OTHER_CODINGS = Set.of("gzip", "x-gzip", "compress", "x-compress", "deflate");

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
        boolean ambiguous = head.version() == HttpVersion.HTTP_1_0
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
        boolean other = isOtherThenChunked(Ascii.text(octets, start, end));
        throw new ClientFault(other ? ClientFault.Kind.UNKNOWN_CODING : ClientFault.Kind.BAD_FRAMING);
    }

    /**
     * Whether registered codings come before chunked: well framed, but not for us (RFC 9112 section 6.1). Without chunked at the end
     * the length is unknown, which section 6.3 wants refused as malformed; any other name may be chunked in disguise.
     */
    private static boolean isOtherThenChunked(String value) {
        // At the commas alone: a pattern with the blanks around them takes quadratic time over blanks without a comma.
        String[] codings = value.toLowerCase(Locale.ROOT).split(",", -1);
        int last = codings.length - 1;
        for (int i = 0; i < last; i++) {
            if (!OTHER_CODINGS.contains(codings[i].strip())) {
                return false;
            }
        }
        return last > 0 && codings[last].strip().equals("chunked");
    }
}
