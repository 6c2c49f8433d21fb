package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;

/** Asks an origin for an answer without a content coding, as what it has used stands in it (RFC 9110 section 12.5.3). */
final class Identity {
    private static final byte[] LOWER = ModelExchange.ascii("accept-encoding");
    private static final byte[] NAME = ModelExchange.ascii("Accept-Encoding");
    private static final byte[] VALUE = ModelExchange.ascii("identity");

    private Identity() {}

    static void ask(Fields fields) {
        for (int line = fields.find(LOWER, 0); line >= 0; line = fields.find(LOWER, line + 1)) {
            fields.remove(line);
        }
        fields.add(FieldName.OTHER, NAME, VALUE);
    }
}
