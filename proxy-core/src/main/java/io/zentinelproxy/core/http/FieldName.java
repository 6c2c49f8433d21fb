package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;
import java.util.Locale;

/**
 * The field names that the proxy itself looks at. A name read from the wire is resolved to one of these once, by hash and
 * comparison of octets; all others are {@link #OTHER}.
 */
public enum FieldName {
    OTHER("-"),
    HOST("Host"),
    CONNECTION("Connection"),
    CONTENT_LENGTH("Content-Length"),
    TRANSFER_ENCODING("Transfer-Encoding"),
    TE("TE"),
    TRAILER("Trailer"),
    UPGRADE("Upgrade"),
    HTTP2_SETTINGS("HTTP2-Settings"),
    KEEP_ALIVE("Keep-Alive"),
    PROXY_CONNECTION("Proxy-Connection"),
    EXPECT("Expect"),
    VIA("Via"),
    DATE("Date"),
    SERVER("Server"),
    ACCEPT("Accept"),
    CONTENT_TYPE("Content-Type"),
    CONTENT_ENCODING("Content-Encoding"),
    USER_AGENT("User-Agent"),
    REFERER("Referer"),
    AUTHORIZATION("Authorization"),
    COOKIE("Cookie"),
    FORWARDED("Forwarded"),
    X_REAL_IP("X-Real-IP"),
    X_FORWARDED_FOR("X-Forwarded-For"),
    X_FORWARDED_PROTO("X-Forwarded-Proto"),
    X_FORWARDED_HOST("X-Forwarded-Host"),
    X_FORWARDED_PORT("X-Forwarded-Port"),
    X_REQUEST_ID("X-Request-Id"),
    X_CORRELATION_ID("X-Correlation-Id"),
    X_TRACE_ID("X-Trace-Id"),
    TRACEPARENT("traceparent"),
    TRACESTATE("tracestate"),
    ALLOW("Allow"),
    RETRY_AFTER("Retry-After"),
    CACHE_CONTROL("Cache-Control"),
    ORIGIN("Origin"),
    VARY("Vary"),
    RANGE("Range"),
    REQUEST_RANGE("Request-Range"),
    PRIORITY("Priority"),
    CLIENT_CERT("Client-Cert"),
    CLIENT_CERT_CHAIN("Client-Cert-Chain"),
    X_FORWARDED_CLIENT_CERT("X-Forwarded-Client-Cert"),
    GRPC_TIMEOUT("grpc-timeout"),
    X_SHADOW_REQUEST("X-Shadow-Request"),
    X_GEOIP_COUNTRY("X-GeoIP-Country"),
    X_IP_REPUTATION_SCORE("X-IP-Reputation-Score"),
    X_IP_REPUTATION_FLAGGED("X-IP-Reputation-Flagged");

    private static final FieldName[] TABLE = table();

    private final byte[] octets;
    private final byte[] lower;

    FieldName(String text) {
        octets = Ascii.octets(text);
        lower = Ascii.octets(text.toLowerCase(Locale.ROOT));
    }

    private static final int TABLE_SIZE = 512;

    private static FieldName[] table() {
        FieldName[] table = new FieldName[TABLE_SIZE];
        java.util.Arrays.fill(table, OTHER);
        for (FieldName name : values()) {
            int slot = hash(name.lower, 0, name.lower.length);
            if (table[slot] != OTHER && name != OTHER) {
                throw new IllegalStateException("two field names share a slot: " + name + " and " + table[slot]);
            }
            table[slot] = name;
        }
        return table;
    }

    /** Length and four octets tell our names apart; a test would fail at class load when a new one collides. */
    private static int hash(byte[] octets, int start, int end) {
        int length = end - start;
        int first = octets[start] | 0x20;
        int last = octets[end - 1] | 0x20;
        int middle = octets[start + length / 2] | 0x20;
        int nextToLast = octets[Math.max(start, end - 2)] | 0x20;
        int hash = length * 0xCC9E2D51
                + first * 0x85EBCA6B
                + last * 0xC2B2AE35
                + middle * 0x27D4EB2F
                + nextToLast * 0x612E7697;
        return hash >>> 23;
    }

    /** The name that stands in the span, which is not empty; OTHER when it is none of ours. */
    public static FieldName of(byte[] octets, int start, int end) {
        FieldName candidate = TABLE[hash(octets, start, end)];
        return candidate != OTHER && Ascii.equalsIgnoreCase(octets, start, end, candidate.lower) ? candidate : OTHER;
    }

    /** The name of ours that this one would be were its underscores hyphens; OTHER when there is none or no underscore. */
    static FieldName disguised(byte[] octets, int start, int end) {
        boolean found = false;
        for (int at = start; at < end && !found; at++) {
            found = octets[at] == '_';
        }
        if (!found) {
            return OTHER;
        }
        byte[] plain = java.util.Arrays.copyOfRange(octets, start, end);
        for (int at = 0; at < plain.length; at++) {
            plain[at] = plain[at] == '_' ? (byte) '-' : plain[at];
        }
        return of(plain, 0, plain.length);
    }

    /** As written on the wire. */
    public byte[] octets() {
        return octets;
    }

    /** In lower case. */
    public byte[] lowerOctets() {
        return lower;
    }

    long bit() {
        return 1L << ordinal();
    }
}
