package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.ContentLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.HttpVersion;
import io.zentinelproxy.core.http.ResponseHead;

/** Decides how a response's content is delimited (RFC 9112 section 6.3). An origin that says it in two ways is not believed. */
final class ResponseFraming {
    private static final byte[] CHUNKED = Ascii.octets("chunked");

    private ResponseFraming() {}

    /** What the fields announce, whether or not this response may have content. */
    static BodyLength announced(ResponseHead head) throws Fault {
        Fields fields = head.fields();
        if (fields.has(FieldName.TRANSFER_ENCODING)) {
            return coded(head, fields);
        }
        if (!fields.has(FieldName.CONTENT_LENGTH)) {
            return BodyLength.UNTIL_CLOSE;
        }
        long length = ContentLength.of(fields);
        if (length < 0) {
            throw MessageSide.RESPONSE.badFraming();
        }
        return new BodyLength.Fixed(length);
    }

    /** What really follows the head. */
    static BodyLength actual(ResponseHead head, BodyLength announced, boolean toHead) {
        int status = head.status();
        if (toHead || status < 200 || status == 204 || status == 304) {
            return BodyLength.NONE;
        }
        return announced;
    }

    private static BodyLength coded(ResponseHead head, Fields fields) throws Fault {
        int line = fields.find(FieldName.TRANSFER_ENCODING);
        boolean plain = head.version() == HttpVersion.HTTP_1_1
                && !fields.has(FieldName.CONTENT_LENGTH)
                && fields.find(FieldName.TRANSFER_ENCODING, line + 1) < 0
                && Ascii.equalsIgnoreCase(fields.octets(line), fields.valueStart(line), fields.valueEnd(line), CHUNKED);
        if (!plain) {
            throw MessageSide.RESPONSE.badFraming();
        }
        return BodyLength.CHUNKED;
    }
}
