package io.zentinelproxy.core.http2.hpack;

import io.zentinelproxy.core.bytes.Ascii;
import org.jspecify.annotations.Nullable;

/** The pseudo-fields (RFC 9113 section 8.3, RFC 8441 section 4), and how each is written. */
public enum PseudoField {
    METHOD(":method", Indexing.INDEX),
    SCHEME(":scheme", Indexing.INDEX),
    AUTHORITY(":authority", Indexing.INDEX),
    /** Has a query, which may hold secrets, and seldom comes again. */
    PATH(":path", Indexing.PLAIN),
    PROTOCOL(":protocol", Indexing.INDEX),
    STATUS(":status", Indexing.INDEX);

    private static final PseudoField[] ALL = values();

    private final byte[] octets;
    private final Indexing indexing;

    PseudoField(String name, Indexing indexing) {
        octets = Ascii.octets(name);
        this.indexing = indexing;
    }

    /** The name, with its colon. */
    public byte[] octets() {
        return octets;
    }

    public Indexing indexing() {
        return indexing;
    }

    /** The pseudo-field with exactly this name; null where there is none. */
    public static @Nullable PseudoField of(byte[] name, int start, int end) {
        for (PseudoField field : ALL) {
            if (Ascii.equals(name, start, end, field.octets)) {
                return field;
            }
        }
        return null;
    }
}
