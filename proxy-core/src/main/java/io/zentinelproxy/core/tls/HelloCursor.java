package io.zentinelproxy.core.tls;

import java.nio.charset.StandardCharsets;

/** Walks over the vectors of a handshake message (RFC 8446 section 3.4). No read goes beyond its vector's end. */
final class HelloCursor {
    private final byte[] octets;
    private final int end;
    private int at;

    HelloCursor(byte[] octets, int from, int end) {
        this.octets = octets;
        this.end = end;
        at = from;
    }

    boolean hasMore() {
        return at < end;
    }

    int u8() throws HandshakeRefused {
        require(1);
        return octets[at++] & 0xff;
    }

    int u16() throws HandshakeRefused {
        return u8() << 8 | u8();
    }

    void skip(int length) throws HandshakeRefused {
        require(length);
        at += length;
    }

    /** What follows, as long as its first octet says. */
    HelloCursor vector8() throws HandshakeRefused {
        return vector(u8());
    }

    /** What follows, as long as its first two octets say. */
    HelloCursor vector16() throws HandshakeRefused {
        return vector(u16());
    }

    private HelloCursor vector(int length) throws HandshakeRefused {
        require(length);
        at += length;
        return new HelloCursor(octets, at - length, at);
    }

    /** The rest, octet by octet as characters. */
    String rest() {
        String text = new String(octets, at, end - at, StandardCharsets.ISO_8859_1);
        at = end;
        return text;
    }

    private void require(int length) throws HandshakeRefused {
        if (end - at < length) {
            throw malformed("a length goes beyond its message");
        }
    }

    static HandshakeRefused malformed(String why) {
        return new HandshakeRefused(HandshakeResult.BAD_HELLO, HandshakeRefused.Told.DECODE_ERROR, why);
    }
}
