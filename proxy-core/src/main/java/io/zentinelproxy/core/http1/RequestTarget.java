package io.zentinelproxy.core.http1;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.http.Method;
import io.zentinelproxy.core.http.PathRules;
import io.zentinelproxy.core.http.RequestHead;

/** Tells the four forms of a request target apart (RFC 9112 section 3.2) and finds its path and authority. */
final class RequestTarget {
    private static final byte[] HTTP = Ascii.octets("http://");
    private static final byte[] HTTPS = Ascii.octets("https://");

    private RequestTarget() {}

    static void read(RequestHead head, int start, int end) throws ClientFault {
        byte[] octets = head.octets();
        head.target(start, end, start, end);
        if (head.method() == Method.CONNECT || head.method() == Method.TRACE) {
            // A tunnel to anywhere, and a mirror that shows cookies to scripts: neither is served (RFC 9110 sections
            // 9.3.6, 9.3.8).
            throw new ClientFault(ClientFault.Kind.METHOD_REFUSED);
        }
        if (octets[start] == '/') {
            head.target(start, end, start, pathEnd(octets, start, end));
        } else if (octets[start] == '*') {
            asterisk(head, start, end);
        } else {
            absolute(head, start, end);
        }
        PathRules.check(octets, head.pathStart(), head.pathEnd());
    }

    private static void asterisk(RequestHead head, int start, int end) throws ClientFault {
        if (end - start != 1 || head.method() != Method.OPTIONS) {
            throw new ClientFault(ClientFault.Kind.BAD_TARGET);
        }
    }

    private static void absolute(RequestHead head, int start, int end) throws ClientFault {
        byte[] octets = head.octets();
        int authority = authorityStart(octets, start, end);
        int path = authority;
        while (path < end && octets[path] != '/' && octets[path] != '?') {
            path++;
        }
        if (path == authority) {
            throw new ClientFault(ClientFault.Kind.BAD_TARGET);
        }
        head.target(start, end, path, pathEnd(octets, path, end));
        head.authority(octets, authority, path);
    }

    private static int authorityStart(byte[] octets, int start, int end) throws ClientFault {
        int http = start + HTTP.length;
        if (http <= end && Ascii.equalsIgnoreCase(octets, start, http, HTTP)) {
            return http;
        }
        int https = start + HTTPS.length;
        if (https <= end && Ascii.equalsIgnoreCase(octets, start, https, HTTPS)) {
            return https;
        }
        throw new ClientFault(ClientFault.Kind.BAD_TARGET);
    }

    private static int pathEnd(byte[] octets, int start, int end) {
        for (int at = start; at < end; at++) {
            if (octets[at] == '?') {
                return at;
            }
        }
        return end;
    }
}
