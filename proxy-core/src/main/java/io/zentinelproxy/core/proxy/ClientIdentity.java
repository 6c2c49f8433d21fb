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
 * Room 6: who asks, and under which id. What a client says of itself in X-Forwarded fields and in a request id counts only when
 * its peer is a trusted proxy; then the address is the rightmost in X-Forwarded-For that is not itself a trusted proxy.
 */
final class ClientIdentity {
    /** A request id from a trusted proxy that is longer is replaced. */
    private static final int MAX_FOREIGN_ID = 64;

    /** Addresses of X-Forwarded-For that are looked at, from the right. */
    private static final int MAX_HOPS = 32;

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

    /** Settles address and id; returns whether the peer is trusted. */
    boolean identify(Exchange facts, RequestHead head) {
        boolean peerTrusted = !trusted.isEmpty() && isTrusted(facts.peer().address());
        if (!peerTrusted) {
            return false;
        }
        Fields fields = head.fields();
        adoptId(facts, fields);
        ClientAddress client = walk(fields);
        if (client != null) {
            facts.client(client);
        }
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

    private @Nullable ClientAddress walk(Fields fields) {
        ClientAddress found = null;
        int hops = 0;
        for (int line = fields.count() - 1; line >= 0; line--) {
            if (fields.isRemoved(line) || fields.known(line) != FieldName.X_FORWARDED_FOR) {
                continue;
            }
            String[] addresses = fields.value(line).split(",", MAX_HOPS + 1);
            for (int at = addresses.length - 1; at >= 0; at--) {
                InetAddress address = literal(addresses[at].strip());
                if (address == null || ++hops > MAX_HOPS) {
                    return found;
                }
                found = ClientAddress.of(address, 0);
                if (!isTrusted(address)) {
                    return found;
                }
            }
        }
        return found;
    }

    private static @Nullable InetAddress literal(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
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
