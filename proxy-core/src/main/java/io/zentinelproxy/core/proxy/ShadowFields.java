package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.RequestIds;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;

/**
 * What a mirrored request says otherwise than the client's: that it is one, and that it is another child of the client's trace. It does
 * not ask for 100 (Continue), as its content is here. Any thread.
 */
final class ShadowFields {
    private static final byte[] TRUE = Ascii.octets("true");

    /** {@code 00-TRACE-PARENT-FLAGS} (W3C Trace Context, level 1, section 3.2). */
    private static final int PARENT = 36;

    private static final int PARENT_DIGITS = 16;

    /** In a UUID: from its variant on, which is never all zero. */
    private static final int RANDOM_DIGITS_AT = 19;

    /** Of UUIDs: their last 16 digits are as good as random. */
    private final RequestIds random;

    ShadowFields(RequestIds random) {
        this.random = random;
    }

    void edit(Fields fields) {
        fields.remove(FieldName.EXPECT);
        fields.remove(FieldName.X_SHADOW_REQUEST);
        fields.add(FieldName.X_SHADOW_REQUEST, TRUE);
        int trace = fields.find(FieldName.TRACEPARENT);
        if (trace >= 0) {
            newParent(fields, trace);
        }
    }

    private void newParent(Fields fields, int trace) {
        byte[] value = Ascii.octets(fields.value(trace));
        byte[] uuid = new byte[RequestIds.CAPACITY];
        random.write(uuid);
        int from = RANDOM_DIGITS_AT;
        for (int digit = 0; digit < PARENT_DIGITS; digit++) {
            while (uuid[from] == '-') {
                from++;
            }
            value[PARENT + digit] = uuid[from++];
        }
        fields.remove(trace);
        fields.add(FieldName.TRACEPARENT, value);
    }
}
