package io.zentinelproxy.core.http;

/**
 * The target that an origin is asked for, in origin-form or asterisk-form (RFC 9112 section 3.2): what the client sent, from its
 * path on, until another is written. The client's own stays what log and routes tell. Belongs to its head.
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

    void follow(byte[] of, int pathStart, int pathEnd, int end) {
        octets = of;
        start = pathStart;
        this.pathEnd = pathEnd;
        this.end = end;
    }

    public byte[] octets() {
        return octets;
    }

    /** The path begins here; it may be empty, which means {@code /}. */
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

    /** Whether it has a path: {@code *} has none. */
    public boolean hasPath() {
        return start == pathEnd || octets[start] == '/';
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
