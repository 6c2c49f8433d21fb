package io.zentinelproxy.core.http2;

/**
 * How a client wants an answer to be scheduled (RFC 9218 section 4).
 *
 * @param level 0 first, 7 last
 * @param incremental whether it can use parts of the answer, so that answers of the same urgency share; true where nothing was said
 */
record Urgency(int level, boolean incremental) {
    static final int LEVELS = 8;

    /** Where nothing was said, clients share: a client that knows nothing of priorities must not wait for the end of another stream. */
    static final Urgency DEFAULT = new Urgency(3, true);

    /** Parameters that are looked at of one field value. */
    private static final int MOST_OCTETS = 64;

    /** Reads a Priority field value. What is not understood is ignored (RFC 9218 section 4). */
    static Urgency parse(byte[] octets, int start, int end) {
        int level = 3;
        boolean incremental = false;
        int last = Math.min(end, start + MOST_OCTETS);
        for (int at = start; at < last; at++) {
            boolean first = at == start || octets[at - 1] == ',' || octets[at - 1] == ' ';
            if (!first) {
                continue;
            }
            if (octets[at] == 'u' && at + 2 < last && octets[at + 1] == '=' && isLevel(octets[at + 2])) {
                level = octets[at + 2] - '0';
            } else if (octets[at] == 'i') {
                boolean off = at + 3 < last && octets[at + 1] == '=' && octets[at + 2] == '?' && octets[at + 3] == '0';
                boolean alone =
                        at + 1 >= last || octets[at + 1] == ',' || octets[at + 1] == '=' || octets[at + 1] == ' ';
                incremental = alone && !off;
            }
        }
        return new Urgency(level, incremental);
    }

    private static boolean isLevel(byte octet) {
        return octet >= '0' && octet < '0' + LEVELS;
    }
}
