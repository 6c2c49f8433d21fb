package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.exchange.TlsPeer;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.uri.CanonicalPath;
import io.zentinelproxy.security.quota.Charge;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Writes the key of a request on a route: what of it is the same for those that are counted together. Immutable; any thread. */
final class RequestKeys {
    private final Part[] parts;
    private final ClientNetwork network;
    private final byte[] route;

    /** One part, and its name as octets. */
    private record Part(KeyPart.Kind kind, byte[] name) {}

    RequestKeys(List<KeyPart> key, ClientNetwork network, String route) {
        this.network = network;
        this.route = Ascii.octets(route);
        parts = key.stream().flatMap(RequestKeys::simple).toArray(Part[]::new);
    }

    private static Stream<Part> simple(KeyPart part) {
        return switch (part.kind()) {
            case CLIENT_IP_AND_PATH ->
                Stream.of(KeyPart.Kind.CLIENT_IP, KeyPart.Kind.PATH).map(kind -> new Part(kind, new byte[0]));
            case CLIENT_IP, PATH, ROUTE, HEADER, COOKIE, QUERY, CLIENT_CERT ->
                Stream.of(new Part(part.kind(), Ascii.octets(part.name())));
        };
    }

    /** Writes it to the charge and returns its length. */
    int write(Exchange exchange, KeyBuffer into, Charge charge) {
        into.begin(parts.length > 1);
        for (Part part : parts) {
            write(part, exchange, into);
        }
        return into.finish(charge);
    }

    private void write(Part part, Exchange exchange, KeyBuffer into) {
        switch (part.kind) {
            case CLIENT_IP -> client(exchange.client(), into);
            case PATH -> path(exchange.head().path(), into);
            case ROUTE -> into.plain(route, 0, route.length);
            case HEADER -> header(exchange.head().fields(), part.name, into);
            case COOKIE -> CookieKey.write(exchange.head().fields(), part.name, into);
            case QUERY -> QueryKey.write(exchange.head(), part.name, into);
            case CLIENT_CERT -> certificate(exchange.tls(), into);
            case CLIENT_IP_AND_PATH -> throw new IllegalStateException("taken apart before");
        }
    }

    private void client(ClientAddress client, KeyBuffer into) {
        if (network.isWhole(client)) {
            into.plain(client.octets(), 0, client.octets().length);
        } else {
            into.network(network, client.raw());
        }
    }

    private static void path(CanonicalPath path, KeyBuffer into) {
        into.plain(path.octets(), path.start(), path.end());
    }

    /**
     * One line of it. Where there are several, origins differ in which counts, so that a client could have a new key for each request: these
     * have no value that could be told.
     */
    private static void header(Fields fields, byte[] name, KeyBuffer into) {
        int line = fields.find(name, 0);
        if (line < 0 || fields.find(name, line + 1) >= 0) {
            into.absent();
            return;
        }
        into.hash(fields.octets(line), fields.valueStart(line), fields.valueEnd(line));
        into.finishHash();
    }

    /** Its subject, or the first of its other names where that is empty (RFC 5280 section 4.1.2.6). */
    private static void certificate(@Nullable TlsFacts tls, KeyBuffer into) {
        TlsPeer peer = tls == null ? null : tls.peer();
        if (peer == null) {
            into.absent();
            return;
        }
        String subject = peer.certificate().getSubjectX500Principal().getName();
        String name =
                subject.isEmpty() && !peer.names().isEmpty() ? peer.names().getFirst() : subject;
        into.plain(name);
    }
}
