package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;

/**
 * Fields that concern one connection only (RFC 9110 section 7.6.1): removed before a message goes on, together with those that
 * Connection names. Connection cannot name away what the next server must see: CVE-2022-31813, CVE-2022-1388.
 */
public final class HopByHop {
    private static final byte[] CLOSE = Ascii.octets("close");
    private static final byte[] KEEP_ALIVE = Ascii.octets("keep-alive");
    private static final byte[] UPGRADE = Ascii.octets("upgrade");
    private static final byte[] TRAILERS = Ascii.octets("trailers");

    /** What the Connection field of a message said. */
    public enum Persistence {
        /** Nothing: the version's default holds. */
        UNSAID,
        CLOSE,
        KEEP_ALIVE
    }

    private HopByHop() {}

    /** Removes the fields; framing fields too, as each connection has its own. {@code TE: trailers} goes on. */
    public static Persistence removeFrom(Fields fields) {
        Persistence said = removeAllButUpgrade(fields);
        fields.remove(FieldName.UPGRADE);
        return said;
    }

    /**
     * As {@link #removeFrom}, but for an Upgrade that Connection names, as it must (RFC 9110 section 7.8): routes may ask for it, and it is
     * for who has routed the request to take it away.
     */
    public static Persistence removeAllButUpgrade(Fields fields) {
        Persistence said = Persistence.UNSAID;
        if (fields.has(FieldName.UPGRADE) && !ListElements.has(fields, FieldName.CONNECTION, UPGRADE)) {
            fields.remove(FieldName.UPGRADE);
        }
        if (fields.has(FieldName.CONNECTION)) {
            said = removeConnection(fields);
        }
        fields.remove(FieldName.KEEP_ALIVE);
        fields.remove(FieldName.PROXY_CONNECTION);
        fields.remove(FieldName.HTTP2_SETTINGS);
        fields.remove(FieldName.TRANSFER_ENCODING);
        fields.remove(FieldName.CONTENT_LENGTH);
        if (fields.has(FieldName.TE)) {
            reduceTe(fields);
        }
        return said;
    }

    private static Persistence removeConnection(Fields fields) {
        Persistence said = Persistence.UNSAID;
        for (int line = fields.find(FieldName.CONNECTION);
                line >= 0;
                line = fields.find(FieldName.CONNECTION, line + 1)) {
            said = removeNamed(fields, line, said);
        }
        fields.remove(FieldName.CONNECTION);
        return said;
    }

    private static Persistence removeNamed(Fields fields, int line, Persistence before) {
        Persistence said = before;
        byte[] octets = fields.octets(line);
        int end = fields.valueEnd(line);
        int at = fields.valueStart(line);
        while (at < end) {
            int start = at;
            while (at < end && Ascii.isToken(octets[at])) {
                at++;
            }
            if (at == start) {
                at++;
            } else if (Ascii.equalsIgnoreCase(octets, start, at, CLOSE)) {
                said = Persistence.CLOSE;
            } else if (Ascii.equalsIgnoreCase(octets, start, at, KEEP_ALIVE)) {
                said = said == Persistence.CLOSE ? said : Persistence.KEEP_ALIVE;
            } else {
                removeNamed(fields, octets, start, at);
            }
        }
        return said;
    }

    private static void removeNamed(Fields fields, byte[] octets, int start, int end) {
        byte[] name = new byte[end - start];
        for (int i = 0; i < name.length; i++) {
            name[i] = Ascii.lower(octets[start + i]);
        }
        for (int line = fields.find(name, 0); line >= 0; line = fields.find(name, line + 1)) {
            if (mayBeNamed(fields.known(line))) {
                fields.remove(line);
            }
        }
    }

    private static boolean mayBeNamed(FieldName name) {
        return switch (name) {
            case OTHER,
                    KEEP_ALIVE,
                    PROXY_CONNECTION,
                    HTTP2_SETTINGS,
                    TRAILER,
                    EXPECT,
                    RETRY_AFTER,
                    ALLOW,
                    SERVER,
                    DATE,
                    TRACEPARENT,
                    TRACESTATE,
                    RANGE,
                    REQUEST_RANGE,
                    PRIORITY,
                    GRPC_TIMEOUT,
                    X_SHADOW_REQUEST -> true;
            case HOST,
                    UPGRADE,
                    TE,
                    CONNECTION,
                    CONTENT_LENGTH,
                    TRANSFER_ENCODING,
                    VIA,
                    ACCEPT,
                    CONTENT_TYPE,
                    CONTENT_ENCODING,
                    USER_AGENT,
                    REFERER,
                    AUTHORIZATION,
                    COOKIE,
                    FORWARDED,
                    X_REAL_IP,
                    X_FORWARDED_FOR,
                    X_FORWARDED_PROTO,
                    X_FORWARDED_HOST,
                    X_FORWARDED_PORT,
                    X_REQUEST_ID,
                    X_CORRELATION_ID,
                    X_TRACE_ID,
                    CACHE_CONTROL,
                    ORIGIN,
                    VARY,
                    CLIENT_CERT,
                    CLIENT_CERT_CHAIN,
                    X_FORWARDED_CLIENT_CERT,
                    X_GEOIP_COUNTRY,
                    X_IP_REPUTATION_SCORE,
                    X_IP_REPUTATION_FLAGGED -> false;
        };
    }

    private static void reduceTe(Fields fields) {
        boolean trailers = false;
        for (int line = fields.find(FieldName.TE); line >= 0; line = fields.find(FieldName.TE, line + 1)) {
            trailers |= Ascii.equalsIgnoreCase(
                    fields.octets(line), fields.valueStart(line), fields.valueEnd(line), TRAILERS);
        }
        fields.remove(FieldName.TE);
        if (trailers) {
            fields.add(FieldName.TE, TRAILERS);
        }
    }
}
