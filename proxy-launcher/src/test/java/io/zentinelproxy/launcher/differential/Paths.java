package io.zentinelproxy.launcher.differential;

/** The path of a target, one character an octet. */
final class Paths {
    private Paths() {}

    /** Up to the query. */
    static String of(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** With percent-encoded octets decoded (RFC 3986 section 2.1). */
    static String decoded(String path) {
        StringBuilder decoded = new StringBuilder();
        for (int at = 0; at < path.length(); at++) {
            if (path.charAt(at) == '%') {
                decoded.append((char) Integer.parseInt(path, at + 1, at + 3, 16));
                at += 2;
            } else {
                decoded.append(path.charAt(at));
            }
        }
        return decoded.toString();
    }
}
