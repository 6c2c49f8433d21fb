package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.MatchSettings;
import io.zentinelproxy.core.uri.PathLeniency;
import io.zentinelproxy.core.uri.SegmentNames;
import java.util.Arrays;
import java.util.Comparator;

/** A path, or a beginning of it that the route matched, gives way to another. What comes of paths in their one form is in its form. */
final class PathReplacement implements PathEdit {
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] ROOT = {'/'};

    /** Nothing of the path was matched, all of it stays. */
    private static final int NONE = -1;

    private final boolean full;

    /** What goes, without a slash at its end, the longest first. */
    private final byte[][] prefixes;

    private final byte[] replacement;

    /** The replacement where more of the path follows: without a slash at its end. */
    private final byte[] beforeMore;

    private PathReplacement(boolean full, byte[][] prefixes, byte[] replacement) {
        this.full = full;
        this.prefixes = prefixes;
        this.replacement = replacement;
        beforeMore = withoutLastSlash(replacement);
    }

    /** Nothing changes. */
    static PathReplacement none() {
        return new PathReplacement(false, new byte[0][], NOTHING);
    }

    static PathReplacement full(String path) {
        return new PathReplacement(true, new byte[0][], Ascii.octets(path));
    }

    static PathReplacement prefix(String replacement, MatchSettings route) {
        return new PathReplacement(false, prefixes(route), Ascii.octets(replacement));
    }

    private static byte[][] prefixes(MatchSettings route) {
        return route.pathPrefixes().stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .map(prefix -> withoutLastSlash(Ascii.octets(prefix)))
                .toArray(byte[][]::new);
    }

    private static byte[] withoutLastSlash(byte[] path) {
        boolean slash = path.length > 0 && path[path.length - 1] == '/';
        return slash ? Arrays.copyOf(path, path.length - 1) : path;
    }

    @Override
    public int mostOctets(int length) {
        return length + replacement.length + 1;
    }

    @Override
    public int put(byte[] octets, int start, int end, PathLeniency leniency, byte[] into, int position) {
        int rest = full ? end : matched(octets, start, end, leniency);
        if (rest == NONE) {
            return put(octets, start, end, into, position, NOTHING);
        }
        return put(octets, rest, end, into, position, rest == end ? replacement : beforeMore);
    }

    private static int put(byte[] octets, int start, int end, byte[] into, int position, byte[] before) {
        byte[] first = before.length == 0 && start == end ? ROOT : before;
        System.arraycopy(first, 0, into, position, first.length);
        System.arraycopy(octets, start, into, position + first.length, end - start);
        return position + first.length + end - start;
    }

    /** Where the longest prefix that ends with a segment of this path ends, with the parameters of that segment. */
    private int matched(byte[] octets, int start, int end, PathLeniency leniency) {
        for (byte[] prefix : prefixes) {
            int after = SegmentNames.prefixEnd(octets, start, end, leniency, prefix);
            if (after >= 0) {
                return after;
            }
        }
        return NONE;
    }
}
