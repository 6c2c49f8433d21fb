package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.bytes.Xxh64;
import io.zentinelproxy.core.config.HashKey;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.http.Cookies;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.uri.CanonicalPath;

/**
 * Makes a number of the part of a request by which it is sent to the same endpoint as others: octets as they were received, the path in its
 * one form. Where a request lacks that part, or it is empty, the client's address stands in for it. Any thread.
 */
final class RequestKey {
    /** Of the IPv6 network of one client (RFC 6177). */
    private static final int NETWORK_OCTETS = 8;

    private final HashKey.Part part;
    private final byte[] name;

    RequestKey(HashKey key) {
        part = key.part();
        name = Ascii.octets(key.name());
    }

    long of(Exchange request) {
        RequestHead head = request.head();
        return switch (part) {
            case CLIENT_IP -> client(request);
            case PATH -> path(head);
            case URI -> Xxh64.hash(head.octets(), head.queryStart(), head.targetEnd(), path(head));
            case HEADER -> header(request, head.fields());
            case COOKIE -> cookie(request);
            case QUERY -> query(request, head);
        };
    }

    /** The real client, as far as trusted proxies tell; of IPv6 the network that is a client's own, whose addresses come and go (RFC 8981). */
    private static long client(Exchange request) {
        byte[] address = request.client().raw();
        return Xxh64.hash(address, 0, Math.min(address.length, NETWORK_OCTETS), 0);
    }

    private static long path(RequestHead head) {
        CanonicalPath path = head.path();
        return Xxh64.hash(path.octets(), path.start(), path.end(), 0);
    }

    /** All lines of it count, in their order. */
    private long header(Exchange request, Fields fields) {
        long hash = 0;
        boolean any = false;
        for (int line = fields.find(name, 0); line >= 0; line = fields.find(name, line + 1)) {
            hash = Xxh64.hash(fields.octets(line), fields.valueStart(line), fields.valueEnd(line), hash);
            any |= fields.valueEnd(line) > fields.valueStart(line);
        }
        return any ? hash : client(request);
    }

    private long cookie(Exchange request) {
        Cookies.Value value = Cookies.find(request.head().fields(), name);
        return value == null || value.start() == value.end()
                ? client(request)
                : Xxh64.hash(value.octets(), value.start(), value.end(), 0);
    }

    /** The first parameter of this name; neither is decoded. */
    private long query(Exchange request, RequestHead head) {
        byte[] octets = head.octets();
        int end = head.targetEnd();
        int at = head.queryStart() + 1;
        while (at < end) {
            int pairEnd = at;
            while (pairEnd < end && octets[pairEnd] != '&') {
                pairEnd++;
            }
            int value = at + name.length + 1;
            if (value < pairEnd && octets[value - 1] == '=' && Ascii.equals(octets, at, value - 1, name)) {
                return Xxh64.hash(octets, value, pairEnd, 0);
            }
            at = pairEnd + 1;
        }
        return client(request);
    }
}
