package io.zentinelproxy.core.http2.hpack;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.http.FieldName;
import java.util.ArrayList;
import java.util.List;

/**
 * How each field is written: secrets never into a table; into the dynamic table only values of names that are known to come again and to
 * be no secret; all else plainly. A name that nobody has thought of may hold a secret, and one connection to an origin serves many
 * clients: what one of them sends must not become shorter by what another one has sent (RFC 7541 section 7.1).
 */
public final class FieldIndexing {
    private static final List<String> NEVER = words(
            "authorization proxy-authorization cookie set-cookie x-api-key api-key x-goog-api-key x-auth-token x-csrf-token");

    private static final List<String> INDEX = words("""
            :authority :method :protocol :scheme :status
            accept accept-charset accept-encoding accept-language accept-ranges
            access-control-allow-credentials access-control-allow-headers access-control-allow-methods access-control-allow-origin
            access-control-expose-headers access-control-max-age allow alt-svc anthropic-version cache-control content-encoding
            content-language content-type cross-origin-embedder-policy cross-origin-opener-policy cross-origin-resource-policy expect
            host origin permissions-policy priority referrer-policy sec-ch-ua sec-ch-ua-mobile sec-ch-ua-platform sec-fetch-dest
            sec-fetch-mode sec-fetch-site sec-fetch-user server strict-transport-security te timing-allow-origin trailer
            upgrade-insecure-requests user-agent vary via x-content-type-options x-forwarded-host x-forwarded-port
            x-forwarded-proto x-frame-options x-powered-by x-xss-protection
            """);

    private static final int SLOTS = 512;

    /** By hash, in lower case, with free places behind those that are taken. */
    private static final byte[][] NAMES = new byte[SLOTS][];

    private static final Indexing[] INDEXINGS = new Indexing[SLOTS];
    private static final Indexing[] OF_KNOWN;

    static {
        NEVER.forEach(name -> add(name, Indexing.NEVER));
        INDEX.forEach(name -> add(name, Indexing.INDEX));
        List<Indexing> known = new ArrayList<>();
        for (FieldName name : FieldName.values()) {
            byte[] lower = name.lowerOctets();
            known.add(of(lower, 0, lower.length));
        }
        OF_KNOWN = known.toArray(Indexing[]::new);
    }

    private FieldIndexing() {}

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    private static void add(String name, Indexing indexing) {
        byte[] lower = Ascii.octets(name);
        int slot = FieldHash.ofName(lower, 0, lower.length) & SLOTS - 1;
        while (NAMES[slot] != null) {
            slot = slot + 1 & SLOTS - 1;
        }
        NAMES[slot] = lower;
        INDEXINGS[slot] = indexing;
    }

    /** How a field is written whose name stands in the span, whatever its case. */
    public static Indexing of(byte[] name, int start, int end) {
        int slot = FieldHash.ofName(name, start, end) & SLOTS - 1;
        for (byte[] lower = NAMES[slot]; lower != null; lower = NAMES[slot]) {
            if (FieldHash.isName(name, start, end, lower, 0, lower.length)) {
                return INDEXINGS[slot];
            }
            slot = slot + 1 & SLOTS - 1;
        }
        return Indexing.PLAIN;
    }

    /** The same for a name that is already known; {@link FieldName#OTHER} has to be looked up by its octets. */
    public static Indexing of(FieldName name) {
        return OF_KNOWN[name.ordinal()];
    }
}
