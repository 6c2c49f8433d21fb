package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.FilterSettings.AllowedOrigin;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose pages may read answers, compared as octets: a browser writes an origin in one way only. */
final class CorsOrigins {
    private final Entry[] entries;

    /** An origin, or what stands before and after a subdomain. */
    private record Entry(byte[] before, byte @Nullable [] after) {
        boolean matches(byte[] octets, int start, int end) {
            if (after == null) {
                return Ascii.equals(octets, start, end, before);
            }
            int subdomain = start + before.length;
            int rest = end - after.length;
            return subdomain < rest
                    && Ascii.equals(octets, start, subdomain, before)
                    && Ascii.equals(octets, rest, end, after)
                    && isName(octets, subdomain, rest);
        }

        /** No slash, at sign or sharp may hide another host before the domain. */
        private static boolean isName(byte[] octets, int start, int end) {
            for (int at = start; at < end; at++) {
                byte octet = octets[at];
                boolean letter = octet >= 'a' && octet <= 'z';
                if (!letter && !Ascii.isDigit(octet) && octet != '-' && octet != '.' && octet != '_') {
                    return false;
                }
            }
            return true;
        }
    }

    CorsOrigins(List<AllowedOrigin> allowed) {
        entries = allowed.stream()
                .map(origin -> new Entry(Ascii.octets(origin.before()), octets(origin.after())))
                .toArray(Entry[]::new);
    }

    private static byte @Nullable [] octets(@Nullable String text) {
        return text == null ? null : Ascii.octets(text);
    }

    /** Whether all origins are allowed. */
    boolean isAny() {
        return entries.length == 0;
    }

    /** Number of the line Origin of an allowed one, or -1. A request with two of them comes from no browser. */
    int find(Fields request) {
        int line = request.find(FieldName.ORIGIN);
        if (line < 0 || request.find(FieldName.ORIGIN, line + 1) >= 0) {
            return -1;
        }
        return isAllowed(request.octets(line), request.valueStart(line), request.valueEnd(line)) ? line : -1;
    }

    private boolean isAllowed(byte[] octets, int start, int end) {
        for (Entry entry : entries) {
            if (entry.matches(octets, start, end)) {
                return true;
            }
        }
        return isAny();
    }
}
