package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of a request, RFC 6265 section 4.2.1: pairs of a name and a value, separated by semicolons, in one line or, as HTTP/2 has
 * them, in several. Names are compared octet by octet; the first of a name counts.
 */
public final class Cookies {
    private Cookies() {}

    /** The value of a cookie: it stands in these octets. */
    public record Value(byte[] octets, int start, int end) {
        private boolean isSame(Value other) {
            return Arrays.equals(octets, start, end, other.octets, other.start, other.end);
        }
    }

    /** The cookie of this name, or null. */
    public static @Nullable Value find(Fields fields, byte[] name) {
        return find(fields, name, null);
    }

    /** The same, or null where there are several with different values: programs differ in which of them counts. */
    public static @Nullable Value findOnly(Fields fields, byte[] name) {
        Value first = find(fields, name, null);
        return first == null || find(fields, name, first) == null ? first : null;
    }

    /** The first cookie of this name with another value than that one. */
    private static @Nullable Value find(Fields fields, byte[] name, @Nullable Value other) {
        for (int line = fields.find(FieldName.COOKIE); line >= 0; line = fields.find(FieldName.COOKIE, line + 1)) {
            byte[] octets = fields.octets(line);
            int end = fields.valueEnd(line);
            for (int at = fields.valueStart(line); at < end; at = pairEnd(octets, at, end) + 1) {
                int start = trimmedStart(octets, at, end);
                if (isNamed(octets, start, end, name)) {
                    int valueEnd = trimmedEnd(octets, start, pairEnd(octets, start, end));
                    Value found = new Value(octets, Math.min(start + name.length + 1, valueEnd), valueEnd);
                    if (other == null || !found.isSame(other)) {
                        return found;
                    }
                }
            }
        }
        return null;
    }

    /** Takes every cookie of this name away. */
    public static void remove(Fields fields, byte[] name) {
        int before = fields.count();
        for (int line = fields.find(FieldName.COOKIE);
                line >= 0 && line < before;
                line = fields.find(FieldName.COOKIE, line + 1)) {
            if (names(fields, line, name)) {
                keepOthers(fields, line, name);
            }
        }
    }

    private static boolean names(Fields fields, int line, byte[] name) {
        byte[] octets = fields.octets(line);
        int end = fields.valueEnd(line);
        for (int at = fields.valueStart(line); at < end; at = pairEnd(octets, at, end) + 1) {
            if (isNamed(octets, trimmedStart(octets, at, end), end, name)) {
                return true;
            }
        }
        return false;
    }

    /** Writes the line anew without the cookies of this name, unless nothing else stands in it. */
    private static void keepOthers(Fields fields, int line, byte[] name) {
        int from = fields.valueStart(line);
        int end = fields.valueEnd(line);
        boolean any = false;
        fields.begin(FieldName.COOKIE, 2 * (end - from));
        byte[] octets = fields.octets(line);
        for (int at = from; at < end; at = pairEnd(octets, at, end) + 1) {
            int start = trimmedStart(octets, at, end);
            int pairEnd = trimmedEnd(octets, start, pairEnd(octets, start, end));
            if (start < pairEnd && !isNamed(octets, start, end, name)) {
                if (any) {
                    fields.put(SEPARATOR);
                }
                fields.put(octets, start, pairEnd);
                any = true;
            }
        }
        fields.end(FieldName.COOKIE);
        if (!any) {
            fields.remove(fields.count() - 1);
        } else if (fields.isSensitive(line)) {
            fields.sensitive();
        }
        fields.remove(line);
    }

    private static final byte[] SEPARATOR = Ascii.octets("; ");

    private static boolean isNamed(byte[] octets, int start, int end, byte[] name) {
        int nameEnd = start + name.length;
        return nameEnd < end && octets[nameEnd] == '=' && Ascii.equals(octets, start, nameEnd, name);
    }

    private static int pairEnd(byte[] octets, int start, int end) {
        int at = start;
        while (at < end && octets[at] != ';') {
            at++;
        }
        return at;
    }

    private static int trimmedStart(byte[] octets, int start, int end) {
        int at = start;
        while (at < end && (octets[at] == ' ' || octets[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static int trimmedEnd(byte[] octets, int start, int end) {
        int at = end;
        while (at > start && (octets[at - 1] == ' ' || octets[at - 1] == '\t')) {
            at--;
        }
        return at;
    }
}
