package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.core.config.MatchSettings;
import io.zentinelproxy.core.config.Scheme;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.InternalFault;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.uri.CanonicalPath;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Answers with a Location (RFC 9110 section 10.2.2), always an absolute one: a path that begins with two slashes would else name a
 * host. Path and authority are those that were brought into their one form when the head was read, still encoded, so that no CR or LF
 * gets into the field. A request that is already where it would be sent to goes on, as its client would come back for ever.
 */
final class Redirect implements RequestFilter {
    private static final FieldTag LOCATION = new FieldTag("Location");
    private static final byte[] HTTP = Ascii.octets("http://");
    private static final byte[] HTTPS = Ascii.octets("https://");

    /** Octets of a scheme, and of a colon and a port. */
    private static final int OVERHEAD = 16;

    /** The request's, or that of the scheme where one is given. */
    private static final int NO_PORT = 0;

    private final int status;
    private final byte @Nullable [] host;
    private final @Nullable Scheme scheme;
    private final int port;
    private final PathEdit path;

    Redirect(FilterSettings.Redirect settings, MatchSettings route) {
        status = settings.status();
        host = settings.host() == null ? null : Ascii.octets(settings.host());
        scheme = settings.scheme();
        port = settings.port() == null ? NO_PORT : settings.port();
        path = PathEdit.of(settings.path(), route);
    }

    /** @throws Fault BAD_HOST where nobody says which host, in HTTP/1.0; FILTER_FAILED where the new path is none */
    @Override
    public Verdict onRequestHead(Exchange exchange) throws Fault {
        RequestHead head = exchange.head();
        int hostStart = head.authorityStart();
        int hostEnd = head.hostEnd();
        if (host == null && hostEnd == hostStart) {
            throw new ClientFault(ClientFault.Kind.BAD_HOST);
        }
        byte[] location = location(exchange, head, hostStart, hostEnd);
        if (isHere(exchange, head, location)) {
            return Verdict.CONTINUE;
        }
        return new Verdict.Respond(LocalAnswer.of(status, new FieldLine(LOCATION, location)));
    }

    private byte[] location(Exchange exchange, RequestHead head, int hostStart, int hostEnd) throws InternalFault {
        boolean https = scheme == null ? exchange.secure() : scheme == Scheme.HTTPS;
        int hostLength = host == null ? hostEnd - hostStart : host.length;
        CanonicalPath from = head.path();
        int queryLength = head.targetEnd() - head.queryStart();
        byte[] into = new byte[OVERHEAD + hostLength + path.mostOctets(from.end() - from.start()) + queryLength];
        int at = put(into, 0, https ? HTTPS : HTTP);
        at = host == null ? put(into, at, head.authorityOctets(), hostStart, hostEnd) : put(into, at, host);
        at = putPort(into, at, https, port(head, hostEnd));
        at = path.put(from.octets(), from.start(), from.end(), from.leniency(), into, at);
        at = put(into, at, head.octets(), head.queryStart(), head.targetEnd());
        return Arrays.copyOf(into, at);
    }

    /** The port to be written, or {@link #NO_PORT} for that of the scheme. */
    private int port(RequestHead head, int hostEnd) {
        boolean ofRequest = port == NO_PORT && scheme == null;
        return ofRequest ? port(head.authorityOctets(), hostEnd, head.authorityEnd()) : port;
    }

    /** The number behind the colon of an authority that was checked, or {@link #NO_PORT}. */
    private static int port(byte[] authority, int colon, int end) {
        int number = NO_PORT;
        for (int at = colon + 1; at < end; at++) {
            number = number * 10 + authority[at] - '0';
        }
        return number;
    }

    private static int putPort(byte[] into, int at, boolean https, int number) {
        if (number == NO_PORT || number == (https ? 443 : 80)) {
            return at;
        }
        into[at] = ':';
        return Ascii.putDecimal(into, at + 1, number);
    }

    private static int put(byte[] into, int at, byte[] octets) {
        return put(into, at, octets, 0, octets.length);
    }

    private static int put(byte[] into, int at, byte[] octets, int start, int end) {
        System.arraycopy(octets, start, into, at, end - start);
        return at + end - start;
    }

    /** Whether the client asked for this, in one spelling or another. */
    private static boolean isHere(Exchange exchange, RequestHead head, byte[] location) {
        CanonicalPath from = head.path();
        byte[] start = exchange.secure() ? HTTPS : HTTP;
        int authority = start.length;
        int target = authority + head.authorityEnd() - head.authorityStart();
        int query = target + from.end() - from.start();
        int end = query + head.targetEnd() - head.queryStart();
        return location.length == end
                && Ascii.equals(location, 0, authority, start)
                && Arrays.equals(
                        location, authority, target, head.authorityOctets(), head.authorityStart(), head.authorityEnd())
                && Arrays.equals(location, target, query, from.octets(), from.start(), from.end())
                && Arrays.equals(location, query, end, head.octets(), head.queryStart(), head.targetEnd());
    }
}
