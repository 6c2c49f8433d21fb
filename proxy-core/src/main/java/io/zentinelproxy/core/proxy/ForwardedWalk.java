package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import java.net.InetAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The elements of Forwarded (RFC 7239 section 4), from the right, as each proxy adds its own there. Each is read for itself, from
 * comma to comma, so that a quotation mark that a client has left open on the left swallows nothing that a proxy has added.
 */
final class ForwardedWalk {
    /** No field was there. */
    static final ForwardedWalk NONE = new ForwardedWalk();

    private static final byte[] FOR = Ascii.octets("for");
    private static final byte[] PROTO = Ascii.octets("proto");
    private static final byte[] HTTPS = Ascii.octets("https");

    private @Nullable ClientAddress client;
    private boolean https;
    private boolean tellsScheme;
    private boolean settled;
    private boolean intact = true;
    private int elements;

    /** Of the element being read. */
    private int forStart;

    private int forEnd;
    private boolean overHttps;

    private boolean hasProto;

    private ForwardedWalk() {}

    static ForwardedWalk along(Fields fields, Predicate<InetAddress> trusted) {
        ForwardedWalk walk = new ForwardedWalk();
        for (int line = fields.count() - 1; line >= 0 && walk.intact; line--) {
            if (!fields.isRemoved(line) && fields.known(line) == FieldName.FORWARDED) {
                walk.line(fields.octets(line), fields.valueStart(line), fields.valueEnd(line), trusted);
            }
        }
        return walk;
    }

    /** The rightmost address that is no trusted proxy's, or the leftmost of those; null where there is none. */
    @Nullable
    ClientAddress client() {
        return client;
    }

    /** Whether the element where the walk ended says which scheme the client speaks. */
    boolean tellsScheme() {
        return tellsScheme;
    }

    /** Whether it says https: a trusted proxy's, also where it hides whom it is for (section 6.3) or has no for. */
    boolean isHttps() {
        return https;
    }

    /** Whether all of it is as RFC 7239 says, and so can be continued; elements left of a malformed one are not looked at. */
    boolean isIntact() {
        return intact;
    }

    private void line(byte[] octets, int start, int valueEnd, Predicate<InetAddress> trusted) {
        int end = valueEnd;
        while (end >= start && intact) {
            int element = Ascii.after(octets, start, end, (byte) ',');
            forStart = forEnd = 0;
            overHttps = false;
            hasProto = false;
            intact = ++elements <= ClientIdentity.MAX_HOPS && read(octets, element, end);
            if (intact && !settled) {
                settle(octets, trusted);
            }
            end = element - 1;
        }
    }

    private void settle(byte[] octets, Predicate<InetAddress> trusted) {
        https = overHttps;
        tellsScheme = hasProto;
        InetAddress address = AddressNode.parse(octets, forStart, forEnd);
        if (address == null) {
            settled = true;
            return;
        }
        client = ClientAddress.of(address, 0);
        settled = !trusted.test(address);
    }

    /** Reads {@code name=value} pairs between semicolons; returns whether they are well-formed. */
    private boolean read(byte[] octets, int start, int end) {
        int at = start;
        while (at < end) {
            at = blanks(octets, at, end);
            int nameEnd = tokenEnd(octets, at, end);
            if (nameEnd == at || nameEnd == end || octets[nameEnd] != '=') {
                return false;
            }
            int valueEnd = valueEnd(octets, nameEnd + 1, end);
            if (valueEnd < 0 || !keep(octets, at, nameEnd, valueEnd)) {
                return false;
            }
            at = blanks(octets, valueEnd, end);
            if (at < end && octets[at++] != ';') {
                return false;
            }
        }
        return true;
    }

    /** Keeps what is asked for; no pair may be there twice (section 4). */
    private boolean keep(byte[] octets, int nameStart, int nameEnd, int valueEnd) {
        int value = nameEnd + 1;
        if (Ascii.equalsIgnoreCase(octets, nameStart, nameEnd, FOR)) {
            boolean first = forEnd == 0;
            forStart = value;
            forEnd = valueEnd;
            return first;
        }
        if (Ascii.equalsIgnoreCase(octets, nameStart, nameEnd, PROTO)) {
            hasProto = true;
            boolean quoted = octets[value] == '"';
            overHttps =
                    Ascii.equalsIgnoreCase(octets, quoted ? value + 1 : value, quoted ? valueEnd - 1 : valueEnd, HTTPS);
        }
        return true;
    }

    private static int blanks(byte[] octets, int start, int end) {
        int at = start;
        while (at < end && (octets[at] == ' ' || octets[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static int tokenEnd(byte[] octets, int start, int end) {
        int at = start;
        while (at < end && Ascii.isToken(octets[at])) {
            at++;
        }
        return at;
    }

    /** Where the value ends, or -1 where there is none. Addresses with a port or in brackets are taken without quotes, too. */
    private static int valueEnd(byte[] octets, int start, int end) {
        if (start < end && octets[start] == '"') {
            return quotedEnd(octets, start + 1, end);
        }
        int at = start;
        while (at < end && (Ascii.isToken(octets[at]) || octets[at] == ':' || octets[at] == '[' || octets[at] == ']')) {
            at++;
        }
        return at == start ? -1 : at;
    }

    private static int quotedEnd(byte[] octets, int start, int end) {
        for (int at = start; at < end; at++) {
            if (octets[at] == '"') {
                return at + 1;
            }
            at += octets[at] == '\\' ? 1 : 0;
        }
        return -1;
    }
}
