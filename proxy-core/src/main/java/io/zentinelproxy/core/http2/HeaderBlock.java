package io.zentinelproxy.core.http2;

import java.util.Arrays;

/**
 * The fragments of a field block that did not fit one frame (RFC 9113 section 4.3), until the last has come. Bounded, as they come from
 * floods, too (CVE-2024-27316). Belongs to the reading thread.
 */
final class HeaderBlock {
    private static final byte[] NOTHING = new byte[0];

    private final int maxOctets;
    private byte[] octets = NOTHING;
    private int length;
    private int stream;
    private boolean last;
    private boolean selfDependent;
    private int counted;

    /** @param maxOctets of all fragments together */
    HeaderBlock(int maxOctets) {
        this.maxOctets = maxOctets;
    }

    /** Whether fragments are missing: then no other frame may come. */
    boolean isOpen() {
        return stream != 0;
    }

    int stream() {
        return stream;
    }

    /** Whether the stream ends with it. */
    boolean isLast() {
        return last;
    }

    /** Whether the frame that began it made its stream depend on itself. */
    boolean isSelfDependent() {
        return selfDependent;
    }

    void begin(int ofStream, boolean endsStream, boolean dependsOnItself) {
        stream = ofStream;
        last = endsStream;
        selfDependent = dependsOnItself;
        length = 0;
        counted = 0;
    }

    /** Counts the octets of a frame that carried a fragment. */
    void count(int frameOctets) {
        counted += frameOctets;
    }

    /** Octets of the frames so far. */
    int counted() {
        return counted;
    }

    void add(byte[] from, int start, int end) throws ConnectionError {
        int more = end - start;
        if (more > maxOctets - length) {
            throw new ConnectionError(ErrorCode.ENHANCE_YOUR_CALM, "header_block_too_large");
        }
        if (more > octets.length - length) {
            octets = Arrays.copyOf(octets, Math.min(maxOctets, Math.max(2 * octets.length, length + more)));
        }
        System.arraycopy(from, start, octets, length, more);
        length += more;
    }

    byte[] octets() {
        return octets;
    }

    int length() {
        return length;
    }

    /** The block was taken. */
    void end() {
        stream = 0;
        octets = NOTHING;
        length = 0;
    }
}
