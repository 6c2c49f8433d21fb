package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;

/**
 * The field Upgrade (RFC 9110 section 7.8). Of all protocols only WebSocket is switched to: an h2c that were passed on would open a
 * connection to the origin on which no request is looked at (h2csmuggler, Bishop Fox 2020).
 */
public final class UpgradeField {
    private static final byte[] WEBSOCKET = Ascii.octets("websocket");

    private UpgradeField() {}

    /** Leaves {@code websocket} of the protocols, where it is one of them, else nothing. */
    public static void reduce(Fields fields) {
        if (!fields.has(FieldName.UPGRADE)) {
            return;
        }
        boolean webSocket = ListElements.has(fields, FieldName.UPGRADE, WEBSOCKET);
        fields.remove(FieldName.UPGRADE);
        if (webSocket) {
            fields.add(FieldName.UPGRADE, WEBSOCKET);
        }
    }
}
