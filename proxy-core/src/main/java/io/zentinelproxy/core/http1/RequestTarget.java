package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.http.Method;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.UriScheme;
import io.zentinelproxy.core.uri.PathLeniency;
import io.zentinelproxy.core.uri.UriRefusal;

/** Tells the four forms of a request target apart (RFC 9112 section 3.2) and brings its path and authority into their one form. */
final class RequestTarget {
    private static final byte[] HTTP = Ascii.octets("http://");
    private static final byte[] HTTPS = Ascii.octets("https://");

    private RequestTarget() {}

    static void read(RequestHead head, int start, int end, PathLeniency leniency) throws ClientFault {
        byte[] octets = head.octets();
        head.target(start, end);
        if (head.method() == Method.CONNECT || head.method() == Method.TRACE) {
            // A tunnel to anywhere, and a mirror that shows cookies to scripts: neither is served (RFC 9110 sections
            // 9.3.6, 9.3.8).
            throw new ClientFault(ClientFault.Kind.METHOD_REFUSED);
        }
        if (octets[start] == '/') {
            path(head, start, leniency);
        } else if (octets[start] == '*') {
            asterisk(head, start, end);
        } else {
            absolute(head, start, end, leniency);
        }
    }

    private static void path(RequestHead head, int start, PathLeniency leniency) throws ClientFault {
        try {
            head.path(start, leniency);
        } catch (UriRefusal notOne) {
            throw new ClientFault(ClientFault.Kind.BAD_TARGET);
        }
    }

    private static void asterisk(RequestHead head, int start, int end) throws ClientFault {
        if (end - start != 1 || head.method() != Method.OPTIONS) {
            throw new ClientFault(ClientFault.Kind.BAD_TARGET);
        }
        head.asterisk();
    }

    private static void absolute(RequestHead head, int start, int end, PathLeniency leniency) throws ClientFault {
        byte[] octets = head.octets();
        boolean https = startsWith(octets, start, end, HTTPS);
        if (!https && !startsWith(octets, start, end, HTTP)) {
            throw new ClientFault(ClientFault.Kind.BAD_TARGET);
        }
        UriScheme scheme = https ? UriScheme.HTTPS : UriScheme.HTTP;
        head.targetScheme(scheme);
        int authority = start + (https ? HTTPS.length : HTTP.length);
        int path = authority;
        while (path < end && octets[path] != '/' && octets[path] != '?') {
            path++;
        }
        if (path == authority) {
            throw new ClientFault(ClientFault.Kind.BAD_TARGET);
        }
        if (path < end && octets[path] == '/') {
            path(head, path, leniency);
        } else if (path == end && head.method() == Method.OPTIONS) {
            // RFC 9112 section 3.2.4: the server as a whole is meant.
            head.asterisk();
        } else {
            head.root(path, leniency);
        }
        authority(head, authority, path, scheme.defaultPort());
    }

    private static void authority(RequestHead head, int start, int end, int defaultPort) throws ClientFault {
        try {
            head.authority(head.octets(), start, end, defaultPort);
        } catch (UriRefusal notOne) {
            throw new ClientFault(ClientFault.Kind.BAD_HOST);
        }
    }

    private static boolean startsWith(byte[] octets, int start, int end, byte[] scheme) {
        int after = start + scheme.length;
        return after <= end && Ascii.equalsIgnoreCase(octets, start, after, scheme);
    }
}
