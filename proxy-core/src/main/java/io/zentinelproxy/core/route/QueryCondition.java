package io.zentinelproxy.core.route;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.MatchSettings.QueryMatch;
import io.zentinelproxy.core.http.RequestHead;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A parameter that the query has: {@code name}, {@code name=} or {@code name=value} between ampersands. The octets sent are decoded while
 * they are compared: {@code %41} is A, {@code +} is a space (the form encoding of the URL standard, which browsers and most frameworks
 * use), and a percent sign without two digits is itself. Where a name occurs several times one of its values must fit. One pass over the
 * query, which the limit of a request line bounds.
 */
final class QueryCondition {
    private final byte[] name;
    private final byte @Nullable [] value;

    QueryCondition(QueryMatch settings) {
        name = settings.name().getBytes(StandardCharsets.UTF_8);
        String text = settings.value();
        value = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    boolean holds(RequestHead head) {
        byte[] octets = head.octets();
        int end = head.targetEnd();
        int start = head.queryStart() + 1;
        while (start < end) {
            int next = indexOf(octets, start, end, '&');
            if (fits(octets, start, next)) {
                return true;
            }
            start = next + 1;
        }
        return false;
    }

    private boolean fits(byte[] octets, int start, int end) {
        int nameEnd = indexOf(octets, start, end, '=');
        return equalsDecoded(octets, start, nameEnd, name)
                && (value == null || equalsDecoded(octets, Math.min(nameEnd + 1, end), end, value));
    }

    private static int indexOf(byte[] octets, int start, int end, char wanted) {
        int at = start;
        while (at < end && octets[at] != wanted) {
            at++;
        }
        return at;
    }

    private static boolean equalsDecoded(byte[] octets, int start, int end, byte[] wanted) {
        int at = start;
        for (byte one : wanted) {
            if (at >= end || decoded(octets, at, end) != one) {
                return false;
            }
            at += isEscape(octets, at, end) ? 3 : 1;
        }
        return at == end;
    }

    private static byte decoded(byte[] octets, int at, int end) {
        if (isEscape(octets, at, end)) {
            return (byte) (Ascii.hexDigit(octets[at + 1]) << 4 | Ascii.hexDigit(octets[at + 2]));
        }
        return octets[at] == '+' ? (byte) ' ' : octets[at];
    }

    private static boolean isEscape(byte[] octets, int at, int end) {
        return octets[at] == '%'
                && at + 2 < end
                && Ascii.hexDigit(octets[at + 1]) >= 0
                && Ascii.hexDigit(octets[at + 2]) >= 0;
    }
}
