package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;
import java.util.List;

/**
 * Which trailers may be passed on (RFC 9110 section 6.5.1): none that frames, routes, authenticates, or that a recipient could take
 * for a header field. That is every name the proxy itself knows, and the families below.
 */
public final class TrailerRules {
    private static final List<byte[]> REFUSED_PREFIXES = List.of(
            Ascii.octets("content-"),
            Ascii.octets("x-forwarded-"),
            Ascii.octets("proxy-"),
            Ascii.octets("if-"),
            Ascii.octets("access-control-"),
            Ascii.octets("sec-"),
            Ascii.octets("set-cookie"),
            Ascii.octets("www-authenticate"),
            Ascii.octets("authentication-"),
            Ascii.octets("range"),
            Ascii.octets("max-forwards"),
            Ascii.octets("pragma"),
            Ascii.octets("age"),
            Ascii.octets("expires"),
            Ascii.octets("location"),
            Ascii.octets("vary"),
            Ascii.octets("warning"));

    private TrailerRules() {}

    /** Removes the others. */
    public static void keepHarmless(Fields trailers) {
        for (int line = 0; line < trailers.count(); line++) {
            if (trailers.known(line) != FieldName.OTHER || isRefused(trailers, line)) {
                trailers.remove(line);
            }
        }
    }

    private static boolean isRefused(Fields trailers, int line) {
        byte[] octets = trailers.octets(line);
        int start = trailers.nameStart(line);
        int length = trailers.nameEnd(line) - start;
        FieldName meant = FieldName.disguised(octets, start, start + length);
        if (meant != FieldName.OTHER) {
            return true;
        }
        for (byte[] prefix : REFUSED_PREFIXES) {
            if (length >= prefix.length && Ascii.equalsIgnoreCase(octets, start, start + prefix.length, prefix)) {
                return true;
            }
        }
        return false;
    }
}
