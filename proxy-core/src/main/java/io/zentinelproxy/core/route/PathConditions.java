package io.zentinelproxy.core.route;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.MatchSettings;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.pattern.LinearPattern;

/** What a route asks of the path, by the names of its segments: one of its exact paths, and one of its prefixes, and one of its patterns, as far as it has any. */
final class PathConditions {
    private final byte[][] paths;
    private final byte[][] prefixes;
    private final LinearPattern[] patterns;

    PathConditions(MatchSettings settings) {
        paths = settings.paths().stream().map(Ascii::octets).toArray(byte[][]::new);
        prefixes = settings.pathPrefixes().stream().map(Ascii::octets).toArray(byte[][]::new);
        patterns = settings.pathPatterns().toArray(LinearPattern[]::new);
    }

    boolean hold(RequestHead head) {
        byte[] octets = head.path().names();
        int start = head.path().namesStart();
        int end = head.path().namesEnd();
        return isOnePath(octets, start, end) && hasOnePrefix(octets, start, end) && hasOnePattern(octets, start, end);
    }

    private boolean isOnePath(byte[] octets, int start, int end) {
        for (byte[] path : paths) {
            if (Ascii.equals(octets, start, end, path)) {
                return true;
            }
        }
        return paths.length == 0;
    }

    private boolean hasOnePrefix(byte[] octets, int start, int end) {
        for (byte[] prefix : prefixes) {
            if (startsWith(octets, start, end, prefix)) {
                return true;
            }
        }
        return prefixes.length == 0;
    }

    /** A prefix ends where a segment ends: /v2 is no prefix of /v2x. */
    private static boolean startsWith(byte[] octets, int start, int end, byte[] prefix) {
        int after = start + prefix.length;
        if (after > end || !Ascii.equals(octets, start, after, prefix)) {
            return false;
        }
        return after == end || octets[after] == '/' || prefix[prefix.length - 1] == '/';
    }

    private boolean hasOnePattern(byte[] octets, int start, int end) {
        for (LinearPattern pattern : patterns) {
            if (pattern.find(octets, start, end)) {
                return true;
            }
        }
        return patterns.length == 0;
    }
}
