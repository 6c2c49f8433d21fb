package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;

/**
 * Fields whose name begins with X-Forwarded- and that we set no value of our own for: -Prefix, -Server, -Ssl, -Scheme and whatever
 * else frameworks believe. Only a trusted proxy may send them, and nobody with underscores, which CGI reads as hyphens
 * (CVE-2026-35051, CVE-2026-39858).
 */
public final class ForwardedClaims {
    private static final byte[] PREFIX = Ascii.octets("x-forwarded-");

    private ForwardedClaims() {}

    /** Removes those that an untrusted client sent. */
    public static void removeFrom(Fields fields) {
        for (int line = 0; line < fields.count(); line++) {
            if (fields.known(line) == FieldName.OTHER && isClaim(fields, line)) {
                fields.remove(line);
            }
        }
    }

    /** Whether this line, which is no known field, is one of them with an underscore somewhere in its name. */
    static boolean isDisguised(Fields fields, int line) {
        return isClaim(fields, line)
                && Ascii.after(fields.octets(line), fields.nameStart(line), fields.nameEnd(line), (byte) '_')
                        > fields.nameStart(line);
    }

    private static boolean isClaim(Fields fields, int line) {
        byte[] octets = fields.octets(line);
        int start = fields.nameStart(line);
        if ((octets[start] | 0x20) != 'x' || fields.nameEnd(line) - start <= PREFIX.length) {
            return false;
        }
        for (int at = 0; at < PREFIX.length; at++) {
            byte octet = Ascii.lower(octets[start + at]);
            if (octet != PREFIX[at] && !(octet == '_' && PREFIX[at] == '-')) {
                return false;
            }
        }
        return true;
    }
}
