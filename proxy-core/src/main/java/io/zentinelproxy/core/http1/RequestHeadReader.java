package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.bytes.Inlet;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.HttpVersion;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.RequestRules;
import io.zentinelproxy.core.uri.PathLeniency;

/** Reads a request head (RFC 9112 sections 2, 3 and 5) and leaves the inlet after it, the head pinned. */
final class RequestHeadReader {
    private static final byte[] VERSION_1 = Ascii.octets("HTTP/1.");
    private static final byte[] ANY_VERSION = Ascii.octets("HTTP/");

    private final SectionLimits limits;
    private final PathLeniency leniency;

    RequestHeadReader(SectionLimits limits, PathLeniency leniency) {
        this.limits = limits;
        this.leniency = leniency;
    }

    /** Waits for a head and reads it. Leaves head unparsed where the request line is at fault. */
    void read(Receiver from, RequestHead head) throws Fault {
        int start = HeadScanner.take(from, limits);
        Inlet inlet = from.inlet();
        byte[] octets = inlet.octets();
        int end = inlet.position();
        head.reset(octets);
        try {
            int fields = requestLine(octets, start, head);
            FieldLines.read(octets, fields, end, head.fields(), limits, MessageSide.REQUEST);
        } catch (ClientFault fault) {
            readWhatElseThereIs(octets, start, end, head);
            throw fault;
        }
        RequestRules.check(head);
    }

    /** The answer's format and the log want to know who asked, even where the request line is at fault. */
    private void readWhatElseThereIs(byte[] octets, int start, int end, RequestHead head) {
        int line = start;
        while (octets[line] != '\n') {
            line++;
        }
        head.fields().reset(octets);
        try {
            FieldLines.read(octets, line + 1, end, head.fields(), limits, MessageSide.REQUEST);
        } catch (Fault alsoBad) {
            // The first fault is told; the fields before this one are known.
        }
    }

    /** Reads {@code method SP request-target SP HTTP-version CRLF}; one blank each, nothing else. */
    private int requestLine(byte[] octets, int start, RequestHead head) throws ClientFault {
        int at = start;
        while (Ascii.isToken(octets[at])) {
            at++;
        }
        if (octets[at] != ' ') {
            throw new ClientFault(ClientFault.Kind.BAD_REQUEST_LINE);
        }
        int methodEnd = at;
        int target = ++at;
        while (Ascii.isTarget(octets[at])) {
            at++;
        }
        if (octets[at] != ' ' || at == target) {
            throw new ClientFault(at == target ? ClientFault.Kind.BAD_REQUEST_LINE : badAfterTarget(octets[at]));
        }
        int minor = version(octets, at + 1);
        head.method(start, methodEnd);
        head.version(HttpVersion.http1(minor));
        RequestTarget.read(head, target, at, leniency);
        return at + 11;
    }

    /** A request line that ends after its target is HTTP/0.9; any other octet there is no part of a target. */
    private static ClientFault.Kind badAfterTarget(byte octet) {
        return octet == '\r' ? ClientFault.Kind.BAD_REQUEST_LINE : ClientFault.Kind.BAD_TARGET;
    }

    private static int version(byte[] octets, int start) throws ClientFault {
        int end = start;
        while (octets[end] != '\r') {
            end++;
        }
        boolean major1 = end - start == 8 && Ascii.equals(octets, start, start + 7, VERSION_1);
        int minor = octets[end - 1] - '0';
        if (major1 && (minor == 0 || minor == 1)) {
            return minor;
        }
        boolean isVersion = end - start == 8
                && Ascii.equals(octets, start, start + 5, ANY_VERSION)
                && Ascii.isDigit(octets[start + 5])
                && octets[start + 6] == '.'
                && Ascii.isDigit(octets[end - 1]);
        throw new ClientFault(isVersion ? ClientFault.Kind.UNSUPPORTED_VERSION : ClientFault.Kind.BAD_REQUEST_LINE);
    }
}
