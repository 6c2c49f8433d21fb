package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;
import java.util.List;

/**
 * Which trailers may be passed on (RFC 9110 section 6.5.1): those whose definition allows it. A recipient may take a trailer for a
 * header field, so that a client could frame, route, authenticate or speak for a trusted proxy after all checks are done
 * (CVE-2025-58068): of requests only those listed here go on. Of responses, where an application may tell its client what it likes,
 * all do that are neither known to the proxy nor of the families below.
 */
public final class TrailerRules {
    /** Digests, signatures and checksums, which are known only at the end; a name that ends in a hyphen stands for its family. */
    private static final List<byte[]> ALLOWED = List.of(
            Ascii.octets("content-digest"),
            Ascii.octets("repr-digest"),
            Ascii.octets("signature"),
            Ascii.octets("signature-input"),
            Ascii.octets("server-timing"),
            Ascii.octets("grpc-"),
            Ascii.octets("x-amz-checksum-"),
            Ascii.octets("x-amz-trailer-signature"));

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

    /** Removes what a client may not say in a trailer. */
    public static void keepAllowed(Fields trailers) {
        for (int line = 0; line < trailers.count(); line++) {
            if (!isAllowed(trailers, line)) {
                trailers.remove(line);
            }
        }
    }

    /** Removes what an origin may not say in a trailer. */
    public static void keepHarmless(Fields trailers) {
        for (int line = 0; line < trailers.count(); line++) {
            boolean harmless = trailers.known(line) == FieldName.OTHER && !isRefused(trailers, line);
            if (!harmless && !isAllowed(trailers, line)) {
                trailers.remove(line);
            }
        }
    }

    private static boolean isAllowed(Fields trailers, int line) {
        int length = trailers.nameEnd(line) - trailers.nameStart(line);
        for (byte[] name : ALLOWED) {
            boolean family = name[name.length - 1] == '-';
            if ((length == name.length || family) && beginsWith(trailers, line, name)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isRefused(Fields trailers, int line) {
        FieldName meant = FieldName.disguised(trailers.octets(line), trailers.nameStart(line), trailers.nameEnd(line));
        if (meant != FieldName.OTHER) {
            return true;
        }
        for (byte[] prefix : REFUSED_PREFIXES) {
            if (beginsWith(trailers, line, prefix)) {
                return true;
            }
        }
        return false;
    }

    private static boolean beginsWith(Fields trailers, int line, byte[] lowerPrefix) {
        int start = trailers.nameStart(line);
        int end = start + lowerPrefix.length;
        return end <= trailers.nameEnd(line) && Ascii.equalsIgnoreCase(trailers.octets(line), start, end, lowerPrefix);
    }
}
