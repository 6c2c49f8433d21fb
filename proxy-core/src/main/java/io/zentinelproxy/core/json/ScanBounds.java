package io.zentinelproxy.core.json;

/**
 * What a scanned document may be.
 *
 * @param depth objects and arrays inside each other, 1 to {@link #MAX_DEPTH}
 * @param stringOctets of one string or name, as it is written, without its quotes
 * @param values members and elements of the whole document
 */
public record ScanBounds(int depth, int stringOctets, int values) {
    /** Readers walk a document by recursion, so the depth also bounds their stack. */
    public static final int MAX_DEPTH = 512;

    public ScanBounds {
        if (depth < 1 || depth > MAX_DEPTH || stringOctets < 0 || values < 1) {
            throw new IllegalArgumentException("depth " + depth + ", string " + stringOctets + ", values " + values);
        }
    }
}
