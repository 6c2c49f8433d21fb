package io.zentinelproxy.core.compress;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;

/** The one directive of Cache-Control that matters here: {@code no-transform} (RFC 9111 sections 5.2.1.6 and 5.2.2.6). */
final class CacheControl {
    private static final byte[] NO_TRANSFORM = Ascii.octets("no-transform");

    private CacheControl() {}

    /** Whether a message may not be put into a coding. What stands in a quoted string counts as well: that errs to the safe side. */
    static boolean forbidsTransforming(Fields fields) {
        for (int line = fields.find(FieldName.CACHE_CONTROL);
                line >= 0;
                line = fields.find(FieldName.CACHE_CONTROL, line + 1)) {
            if (Elements.contain(fields.octets(line), fields.valueStart(line), fields.valueEnd(line), NO_TRANSFORM)) {
                return true;
            }
        }
        return false;
    }
}
