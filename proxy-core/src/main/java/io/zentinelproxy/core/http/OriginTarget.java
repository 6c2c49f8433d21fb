package io.zentinelproxy.core.http;

import io.zentinelproxy.core.uri.CanonicalPath;

/**
 * The target that an origin is asked for, in origin-form (RFC 9112 section 3.2): the request's path in its one form and
 * the query as sent, until another is written. The client's own stays what the log tells. Belongs to its head.
 */
public final class OriginTarget {
    private static final byte[] NOTHING = new byte[0];

    private byte[] octets = NOTHING;
    private int start;
    private int pathEnd;
    private int end;

    /** What was written last, and room for the next: it is made from the last one. Kept for later requests. */
    private byte[] written = NOTHING;

    private byte[] room = NOTHING;

    /** @param query what stands there from its question mark on, or nothing */
    void follow(CanonicalPath path, byte[] query, int queryStart, int queryEnd) {
        if (path.octets() == query && path.end() == queryStart || queryStart == queryEnd) {
            follow(path.octets(), path.start(), path.end(), path.end() + queryEnd - queryStart);
            return;
        }
        int pathLength = path.end() - path.start();
        int length = pathLength + queryEnd - queryStart;
        byte[] into = room(length);
        System.arraycopy(path.octets(), path.start(), into, 0, pathLength);
        System.arraycopy(query, queryStart, into, pathLength, queryEnd - queryStart);
        replace(pathLength, length);
    }

    void follow(byte[] of, int pathStart, int pathEnd, int end) {
        octets = of;
        start = pathStart;
        this.pathEnd = pathEnd;
        this.end = end;
    }

    /** The octets received were copied, each to its place. */
    void moved(byte[] from, byte[] to) {
        octets = octets == from ? to : octets;
    }

    public byte[] octets() {
        return octets;
    }

    /** The path begins here; it is never empty. */
    public int start() {
        return start;
    }

    public int pathEnd() {
        return pathEnd;
    }

    /** The query, with its question mark, ends here; it begins at {@link #pathEnd()} where there is one. */
    public int end() {
        return end;
    }

    /** Where another target may be written, from its first octet on. */
    public byte[] room(int mostOctets) {
        if (room.length < mostOctets) {
            room = new byte[mostOctets];
        }
        return room;
    }

    /**
     * Asks for what stands in the room from now on, which must be a legal target.
     *
     * @param newPathEnd length of its path
     * @param newEnd its length
     */
    public void replace(int newPathEnd, int newEnd) {
        byte[] next = room;
        room = written;
        written = next;
        follow(next, 0, newPathEnd, newEnd);
    }
}
