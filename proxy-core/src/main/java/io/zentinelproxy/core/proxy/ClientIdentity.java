package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.Network;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.RequestIds;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Room 6: who asks, and under which id. What a client says of itself in X-Forwarded fields, in Forwarded and in a request id counts
 * only when its peer is a trusted proxy; then the address is the rightmost in X-Forwarded-For that is not itself a trusted proxy, or
 * in Forwarded (RFC 7239) where there is no X-Forwarded-For.
 */
final class ClientIdentity {
    /** A request id from a trusted proxy that is longer is replaced. */
    private static final int MAX_FOREIGN_ID = 64;

    /** Addresses of X-Forwarded-For, or elements of Forwarded, that are looked at, from the right. */
    static final int MAX_HOPS = 32;

    private static final byte[] HTTPS = Ascii.octets("https");

    private final List<Network> trusted;
    private final RequestIds ids;

    ClientIdentity(List<Network> trusted, RequestIds ids) {
        this.trusted = trusted;
        this.ids = ids;
    }

    /** Gives the exchange an id of ours: for a request that could not be read. */
    void number(Exchange facts) {
        facts.requestIdLength(ids.write(facts.requestId()));
    }

    /** Settles address, scheme and id; returns whether the peer is trusted. Of a trusted peer's, leaves only what can be continued. */
    boolean identify(Exchange facts, RequestHead head) {
        boolean peerTrusted = !trusted.isEmpty() && isTrusted(facts.peer().address());
        if (!peerTrusted) {
            return false;
        }
        Fields fields = head.fields();
        adoptId(facts, fields);
        believe(facts, fields);
        return true;
    }

    private void adoptId(Exchange facts, Fields fields) {
        int line = firstId(fields);
        if (line < 0) {
            return;
        }
        byte[] octets = fields.octets(line);
        int start = fields.valueStart(line);
        int length = fields.valueEnd(line) - start;
        if (length == 0 || length > MAX_FOREIGN_ID) {
            return;
        }
        for (int at = start; at < start + length; at++) {
            if (!Ascii.isToken(octets[at])) {
                return;
            }
        }
        System.arraycopy(octets, start, facts.requestId(), 0, length);
        facts.requestIdLength(length);
    }

    private static int firstId(Fields fields) {
        int line = fields.find(FieldName.X_REQUEST_ID);
        line = line < 0 ? fields.find(FieldName.X_TRACE_ID) : line;
        return line < 0 ? fields.find(FieldName.X_CORRELATION_ID) : line;
    }

    /**
     * Two fields tell of the client. X-Forwarded-For decides where both are there: a proxy that writes only that one passes on
     * whatever Forwarded its client has made up, which is dropped unless it tells the same.
     */
    private void believe(Exchange facts, Fields fields) {
        boolean listed = fields.has(FieldName.X_FORWARDED_FOR);
        ClientAddress client = listed ? walk(fields) : null;
        ForwardedWalk forwarded =
                fields.has(FieldName.FORWARDED) ? ForwardedWalk.along(fields, this::isTrusted) : ForwardedWalk.NONE;
        boolean agreed = !listed || isSame(client, forwarded.client());
        if (!agreed || !forwarded.isIntact()) {
            fields.remove(FieldName.FORWARDED);
        }
        client = listed ? client : forwarded.client();
        if (client != null) {
            facts.client(client);
        }
        if (fields.has(FieldName.X_FORWARDED_PROTO)) {
            facts.secure(isHttps(fields));
        } else if (agreed && forwarded.tellsScheme()) {
            facts.secure(forwarded.isHttps());
        }
    }

    private static boolean isSame(@Nullable ClientAddress one, @Nullable ClientAddress other) {
        return one == null ? other == null : other != null && one.address().equals(other.address());
    }

    /** The last word is the peer's own, where the field is a list. */
    private static boolean isHttps(Fields fields) {
        int last = fields.findLast(FieldName.X_FORWARDED_PROTO);
        byte[] octets = fields.octets(last);
        int end = fields.valueEnd(last);
        int start = end;
        while (start > fields.valueStart(last) && Ascii.isToken(octets[start - 1])) {
            start--;
        }
        return Ascii.equalsIgnoreCase(octets, start, end, HTTPS);
    }

    private @Nullable ClientAddress walk(Fields fields) {
        ClientAddress found = null;
        int hops = 0;
        for (int line = fields.count() - 1; line >= 0; line--) {
            if (fields.isRemoved(line) || fields.known(line) != FieldName.X_FORWARDED_FOR) {
                continue;
            }
            byte[] octets = fields.octets(line);
            int end = fields.valueEnd(line);
            while (end >= fields.valueStart(line)) {
                int start = Ascii.after(octets, fields.valueStart(line), end, (byte) ',');
                InetAddress address = AddressNode.parse(octets, start, end);
                if (address == null || ++hops > MAX_HOPS) {
                    return found;
                }
                found = ClientAddress.of(address, 0);
                if (!isTrusted(address)) {
                    return found;
                }
                end = start - 1;
            }
        }
        return found;
    }

    private boolean isTrusted(InetAddress address) {
        for (Network network : trusted) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }
}
