package io.zentinelproxy.core.answer;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.filter.FieldLine;
import io.zentinelproxy.core.filter.LocalAnswer;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;

/**
 * OPTIONS that ends here: asked of the server as a whole (RFC 9110 section 9.3.7), or with a Max-Forwards of 0 (section 7.6.2). What
 * stands behind this server is not told.
 */
public final class ServerOptions {
    /** The methods that are served, as far as the proxy itself knows them. */
    static final byte[] METHODS = Ascii.octets("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");

    public static final LocalAnswer ANSWER = LocalAnswer.of(204, new FieldLine(FieldName.ALLOW, METHODS));

    private static final byte[] MAX_FORWARDS = Ascii.octets("max-forwards");
    private static final byte[] MAX_FORWARDS_WRITTEN = Ascii.octets("Max-Forwards");

    /** More than any chain has; a larger number is read as this one. */
    private static final long MOST_HOPS = 1_000_000;

    private ServerOptions() {}

    /** Whether an OPTIONS request is answered here. One that goes on has a hop less left. */
    public static boolean asksForUs(RequestHead head) throws ClientFault {
        return head.isAsterisk() || isLastHop(head.fields());
    }

    private static boolean isLastHop(Fields fields) throws ClientFault {
        int line = fields.find(MAX_FORWARDS, 0);
        if (line < 0) {
            return false;
        }
        if (fields.find(MAX_FORWARDS, line + 1) >= 0) {
            throw new ClientFault(ClientFault.Kind.BAD_FIELD);
        }
        long left = hopsLeft(fields.octets(line), fields.valueStart(line), fields.valueEnd(line));
        if (left == 0) {
            return true;
        }
        fields.remove(line);
        fields.add(FieldName.OTHER, MAX_FORWARDS_WRITTEN, Ascii.octets(Long.toString(left - 1)));
        return false;
    }

    private static long hopsLeft(byte[] octets, int start, int end) throws ClientFault {
        long hops = 0;
        for (int at = start; at < end; at++) {
            if (!Ascii.isDigit(octets[at])) {
                throw new ClientFault(ClientFault.Kind.BAD_FIELD);
            }
            hops = Math.min(MOST_HOPS, hops * 10 + octets[at] - '0');
        }
        if (start == end) {
            throw new ClientFault(ClientFault.Kind.BAD_FIELD);
        }
        return hops;
    }
}
