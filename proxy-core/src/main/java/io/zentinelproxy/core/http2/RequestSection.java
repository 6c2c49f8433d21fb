package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.ContentLength;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.HttpVersion;
import io.zentinelproxy.core.http.Method;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.UriScheme;
import io.zentinelproxy.core.http2.hpack.FieldSection;
import io.zentinelproxy.core.http2.hpack.PseudoField;
import io.zentinelproxy.core.uri.PathLeniency;
import io.zentinelproxy.core.uri.UriRefusal;
import java.util.Arrays;

/** Reads a request head from a decoded section (RFC 9113 section 8.3.1). Reused; belongs to one exchange. */
final class RequestSection {
    private static final PseudoField[] PSEUDO = PseudoField.values();
    private static final byte[] COOKIE_SEPARATOR = Ascii.octets("; ");

    private final Http2Settings settings;

    /** Where each pseudo-field of the section stands, or -1. */
    private final int[] places = new int[PSEUDO.length];

    private boolean opensWebSocket;

    RequestSection(Http2Settings settings) {
        this.settings = settings;
    }

    /**
     * Fills the head, as far as it can be understood.
     *
     * @throws Malformed where the stream is to be reset
     * @throws ClientFault where the request is one, but not to be served
     */
    void read(FieldSection section, RequestHead head) throws Malformed, ClientFault, LimitFault {
        opensWebSocket = false;
        head.reset(section.octets());
        head.version(HttpVersion.HTTP_2);
        int first = pseudoFields(section);
        int method = place(PseudoField.METHOD);
        int path = place(PseudoField.PATH);
        if (method >= 0 && path >= 0) {
            start(section, head, method, path);
        }
        refuseOversized(section, path);
        SectionFields.index(section, first, head.fields());
        if (method < 0 || place(PseudoField.STATUS) >= 0) {
            throw new Malformed(ClientFault.Kind.BAD_REQUEST_LINE);
        }
        refuseMethods(head, section, method);
        scheme(section, head);
        target(section, head, path);
        authority(section, head);
        joinCookies(head.fields());
    }

    private int place(PseudoField of) {
        return places[of.ordinal()];
    }

    /** Notes where they stand; returns the first field that is none. */
    private int pseudoFields(FieldSection section) throws Malformed {
        Arrays.fill(places, -1);
        int field = 0;
        while (field < section.count() && SectionFields.isPseudo(section, field)) {
            PseudoField known = PseudoField.of(section.octets(), section.nameStart(field), section.nameEnd(field));
            if (known == null || place(known) >= 0) {
                throw new Malformed(ClientFault.Kind.BAD_REQUEST_LINE);
            }
            places[known.ordinal()] = field;
            field++;
        }
        return field;
    }

    /** What the log tells of a request, whatever is wrong with the rest of it. */
    private static void start(FieldSection section, RequestHead head, int method, int path) throws Malformed {
        byte[] octets = section.octets();
        int methodStart = section.valueStart(method);
        int methodEnd = section.valueEnd(method);
        if (methodStart == methodEnd || !Ascii.isToken(octets, methodStart, methodEnd)) {
            throw new Malformed(ClientFault.Kind.BAD_REQUEST_LINE);
        }
        int at = section.valueStart(path);
        int end = section.valueEnd(path);
        boolean good = at < end;
        while (at < end && good) {
            good = Ascii.isTarget(octets[at]);
            at++;
        }
        if (!good) {
            throw new Malformed(ClientFault.Kind.BAD_TARGET);
        }
        head.method(methodStart, methodEnd);
        head.target(section.valueStart(path), end);
    }

    private void refuseOversized(FieldSection section, int path) throws LimitFault {
        if (section.isOverflowed()) {
            if (section.hasTooManyFields()) {
                throw new LimitFault(LimitFault.Kind.TOO_MANY_FIELDS);
            }
            throw new LimitFault(path < 0 ? LimitFault.Kind.TARGET_TOO_LONG : LimitFault.Kind.HEAD_TOO_LARGE);
        }
        for (int field = 0; field < section.count(); field++) {
            if (section.nameEnd(field) - section.nameStart(field) > settings.maxFieldNameOctets()) {
                throw new LimitFault(LimitFault.Kind.FIELD_NAME_TOO_LONG);
            }
            boolean ofTarget = field == path;
            if (!ofTarget && section.valueEnd(field) - section.valueStart(field) > settings.maxFieldValueOctets()) {
                throw new LimitFault(LimitFault.Kind.FIELD_VALUE_TOO_LONG);
            }
        }
    }

    /**
     * A tunnel to anywhere, and a mirror that shows cookies to scripts: neither is served (RFC 9110 sections 9.3.6, 9.3.8). A CONNECT that
     * names WebSocket is another thing (RFC 8441 section 4).
     */
    private void refuseMethods(RequestHead head, FieldSection section, int method) throws Malformed, ClientFault {
        byte[] octets = section.octets();
        int start = section.valueStart(method);
        Method asked = Method.of(octets, start, section.valueEnd(method));
        int protocol = place(PseudoField.PROTOCOL);
        if (protocol >= 0) {
            boolean known = Ascii.equalsIgnoreCase(
                    octets, section.valueStart(protocol), section.valueEnd(protocol), ExtendedConnect.WEBSOCKET);
            if (!known || asked != Method.CONNECT || place(PseudoField.AUTHORITY) < 0) {
                throw new Malformed(ClientFault.Kind.BAD_REQUEST_LINE);
            }
            ExtendedConnect.asGet(head, octets, start);
            opensWebSocket = true;
        } else if (asked == Method.CONNECT || asked == Method.TRACE) {
            throw new ClientFault(ClientFault.Kind.METHOD_REFUSED);
        }
    }

    /** Whether the request that was read opens a WebSocket. */
    boolean opensWebSocket() {
        return opensWebSocket;
    }

    private void scheme(FieldSection section, RequestHead head) throws Malformed {
        int scheme = place(PseudoField.SCHEME);
        if (scheme < 0) {
            throw new Malformed(ClientFault.Kind.BAD_TARGET);
        }
        byte[] octets = section.octets();
        for (UriScheme known : UriScheme.values()) {
            if (Ascii.equalsIgnoreCase(octets, section.valueStart(scheme), section.valueEnd(scheme), known.octets())) {
                head.targetScheme(known);
                return;
            }
        }
        throw new Malformed(ClientFault.Kind.BAD_TARGET);
    }

    private void target(FieldSection section, RequestHead head, int path) throws Malformed, ClientFault {
        if (path < 0) {
            throw new Malformed(ClientFault.Kind.BAD_TARGET);
        }
        int start = section.valueStart(path);
        byte first = section.octets()[start];
        if (first == '*' && section.valueEnd(path) - start == 1 && head.method() == Method.OPTIONS) {
            head.asterisk();
            return;
        }
        if (first != '/') {
            throw new Malformed(ClientFault.Kind.BAD_TARGET);
        }
        try {
            head.path(start, leniency());
        } catch (UriRefusal notOne) {
            throw new ClientFault(ClientFault.Kind.BAD_TARGET);
        }
    }

    private PathLeniency leniency() {
        return settings.leniency();
    }

    /** One of :authority and Host, or both, if they say the same (RFC 9113 section 8.3.1). From here on it is the Host field. */
    private void authority(FieldSection section, RequestHead head) throws Malformed, ClientFault {
        int authority = place(PseudoField.AUTHORITY);
        if (authority < 0) {
            return;
        }
        byte[] octets = section.octets();
        int start = section.valueStart(authority);
        int end = section.valueEnd(authority);
        try {
            head.authority(octets, start, end, head.scheme().defaultPort());
        } catch (UriRefusal notOne) {
            throw new Malformed(ClientFault.Kind.BAD_HOST);
        }
        Fields fields = head.fields();
        int host = fields.find(FieldName.HOST);
        if (host < 0) {
            fields.add(FieldName.HOST, octets, start, end);
        } else if (!isSame(fields, host, octets, start, end)) {
            throw new Malformed(ClientFault.Kind.BAD_HOST);
        }
    }

    private static boolean isSame(Fields fields, int line, byte[] octets, int start, int end) {
        int from = fields.valueStart(line);
        if (fields.valueEnd(line) - from != end - start) {
            return false;
        }
        byte[] host = fields.octets(line);
        for (int i = 0; i < end - start; i++) {
            if (Ascii.lower(host[from + i]) != Ascii.lower(octets[start + i])) {
                return false;
            }
        }
        return true;
    }

    /** Cookies that came in crumbs, for better compression, are one line again (RFC 9113 section 8.2.3). */
    private static void joinCookies(Fields fields) {
        int first = fields.find(FieldName.COOKIE);
        if (first < 0 || fields.find(FieldName.COOKIE, first + 1) < 0) {
            return;
        }
        int last = fields.findLast(FieldName.COOKIE);
        int octets = 0;
        for (int line = first; line >= 0; line = fields.find(FieldName.COOKIE, line + 1)) {
            octets += fields.valueEnd(line) - fields.valueStart(line) + COOKIE_SEPARATOR.length;
        }
        fields.begin(FieldName.COOKIE, octets);
        for (int line = first; line >= 0 && line <= last; line = fields.find(FieldName.COOKIE, line + 1)) {
            if (line > first) {
                fields.put(COOKIE_SEPARATOR);
            }
            fields.putValue(line);
        }
        fields.end(FieldName.COOKIE);
        for (int line = first; line >= 0 && line <= last; line = fields.find(FieldName.COOKIE, line + 1)) {
            fields.remove(line);
        }
    }

    /**
     * How the content is delimited. HTTP/2 has its own framing; a length that is said must be the true one (RFC 9113 section 8.1.1).
     *
     * @param bare whether the stream has ended with the head
     */
    static BodyLength length(Fields fields, boolean bare) throws Malformed {
        if (!fields.has(FieldName.CONTENT_LENGTH)) {
            return bare ? BodyLength.NONE : BodyLength.CHUNKED;
        }
        long octets = ContentLength.of(fields);
        if (octets < 0 || bare && octets > 0) {
            throw new Malformed(ClientFault.Kind.BAD_FRAMING);
        }
        return bare ? BodyLength.NONE : new BodyLength.Fixed(octets);
    }
}
