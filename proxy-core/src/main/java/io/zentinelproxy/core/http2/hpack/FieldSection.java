package io.zentinelproxy.core.http2.hpack;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A decoded field section, laid out as one that was read from HTTP/1: each field as {@code name: value CRLF}, so that it can be indexed
 * and passed on without a copy. Where it grows past its bounds, further fields are counted but not kept. Reused.
 */
public final class FieldSection {
    /** What each field counts for besides its octets (RFC 7541 section 4.1). */
    public static final int FIELD_OVERHEAD = 32;

    private static final int WIDTH = 4;

    private final int maxOctets;
    private final int maxFields;
    private byte[] octets;
    private int length;
    private int[] fields = new int[16 * WIDTH];
    private int count;
    private long size;
    private int seen;

    /**
     * @param maxOctets that are kept, colons and line ends included; below 2^30
     * @param maxFields that are kept
     * @param capacity octets to begin with
     */
    public FieldSection(int maxOctets, int maxFields, int capacity) {
        this.maxOctets = maxOctets;
        this.maxFields = maxFields;
        octets = new byte[capacity];
    }

    /** Forgets all fields. */
    public void reset() {
        length = 0;
        count = 0;
        size = 0;
        seen = 0;
    }

    /** Room for so many octets behind {@link #length()}; null where that is more than may be kept, or too many fields are. */
    byte @Nullable [] room(int most) {
        if (seen >= maxFields || most > maxOctets - length) {
            return null;
        }
        if (most > octets.length - length) {
            octets = Arrays.copyOf(octets, Math.min(maxOctets, Math.max(octets.length * 2, length + most)));
        }
        return octets;
    }

    /** A field was laid out from {@link #length()} on; sensitive where its sender wants it never indexed. */
    void keep(int nameEnd, int value, int valueEnd, boolean sensitive) {
        int at = count * WIDTH;
        if (at == fields.length) {
            fields = Arrays.copyOf(fields, at * 2);
        }
        fields[at] = length;
        fields[at + 1] = nameEnd;
        fields[at + 2] = value;
        fields[at + 3] = valueEnd << 1 | (sensitive ? 1 : 0);
        count++;
        saw(nameEnd - length, valueEnd - value);
        length = valueEnd + 2;
    }

    /** Counts a field that may not have been kept. */
    void saw(int nameLength, int valueLength) {
        seen++;
        size += (long) nameLength + valueLength + FIELD_OVERHEAD;
    }

    /** Whether fields are missing here because there were too many of them, or of their octets. */
    public boolean isOverflowed() {
        return seen > count;
    }

    /** Whether too many fields came, as against too many octets. */
    public boolean hasTooManyFields() {
        return seen > maxFields;
    }

    public byte[] octets() {
        return octets;
    }

    /** Octets in use. */
    public int length() {
        return length;
    }

    /** Fields kept. */
    public int count() {
        return count;
    }

    /** The size of the whole section as RFC 9113 section 6.5.2 counts it, what was not kept included. */
    public long size() {
        return size;
    }

    public int nameStart(int field) {
        return fields[field * WIDTH];
    }

    public int nameEnd(int field) {
        return fields[field * WIDTH + 1];
    }

    public int valueStart(int field) {
        return fields[field * WIDTH + 2];
    }

    public int valueEnd(int field) {
        return fields[field * WIDTH + 3] >>> 1;
    }

    /** Whether its sender wants it never indexed: it is passed on as {@link Indexing#NEVER} (RFC 7541 section 6.2.3, 7.1.3). */
    public boolean isSensitive(int field) {
        return (fields[field * WIDTH + 3] & 1) != 0;
    }

    /** Where the line ends, CRLF included. */
    public int end(int field) {
        return valueEnd(field) + 2;
    }
}
