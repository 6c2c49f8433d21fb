package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.HttpVersion;

/** Our element of Via (RFC 9110 section 7.6.3): the version by which a message came to us, and who we are. */
final class Via {
    /** By the ordinal of the version. */
    private static final byte[][] ELEMENTS = elements();

    private Via() {}

    private static byte[][] elements() {
        HttpVersion[] versions = HttpVersion.values();
        byte[][] elements = new byte[versions.length][];
        for (HttpVersion version : versions) {
            elements[version.ordinal()] =
                    Ascii.octets(Ascii.text(version.number(), 0, version.number().length) + " zentinel");
        }
        return elements;
    }

    static void addTo(Fields fields, HttpVersion received) {
        byte[] element = ELEMENTS[received.ordinal()];
        int before = fields.find(FieldName.VIA);
        if (before < 0) {
            fields.add(FieldName.VIA, element);
        } else {
            fields.addAppended(FieldName.VIA, before, element, element.length);
            fields.remove(before);
        }
    }
}
