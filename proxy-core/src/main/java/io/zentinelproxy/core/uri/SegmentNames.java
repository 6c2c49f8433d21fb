package io.zentinelproxy.core.uri;

/**
 * A path in its one form as routes see it: without the parameters of its segments, which some origins drop ({@code /admin;x=1} is {@code /admin}
 * at Tomcat), and with encoded delimiters decoded ({@code %40} is {@code @}), which RFC 3986 section 2.2 tells apart and hardly any origin does. What
 * is forwarded stays as it is.
 */
public final class SegmentNames {
    private SegmentNames() {}

    /** Writes the names, never more octets than the path has, and returns how many. */
    static int write(byte[] path, int start, int end, PathLeniency leniency, byte[] into) {
        int length = 0;
        int at = afterParameters(path, start, end, leniency);
        while (at < end) {
            into[length++] = octet(path, at, end);
            at = afterParameters(path, after(path, at, end), end, leniency);
        }
        return length;
    }

    /**
     * Where the segments end that make up a prefix of this path, the parameters of the last one included, or -1 where the path has no such
     * prefix.
     *
     * @param prefix names, without a slash at the end
     */
    public static int prefixEnd(byte[] path, int start, int end, PathLeniency leniency, byte[] prefix) {
        int at = start;
        for (byte wanted : prefix) {
            if (at == end || octet(path, at, end) != wanted) {
                return -1;
            }
            at = afterParameters(path, after(path, at, end), end, leniency);
        }
        return at == end || path[at] == '/' ? at : -1;
    }

    private static byte octet(byte[] path, int at, int end) {
        return PathOctets.isEncodedDelimiter(path, at, end) ? (byte) PathOctets.encoded(path, at, end) : path[at];
    }

    private static int after(byte[] path, int at, int end) {
        return PathOctets.isEncodedDelimiter(path, at, end) ? at + 3 : at + 1;
    }

    private static int afterParameters(byte[] path, int at, int end, PathLeniency leniency) {
        if (at == end || path[at] != ';' || leniency.parametersInNames()) {
            return at;
        }
        int after = at;
        while (after < end && path[after] != '/') {
            after++;
        }
        return after;
    }
}
