package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;
import java.nio.ByteBuffer;

/** The head of a response: status, reason phrase and fields. Reused; belongs to one thread at a time. */
public final class ResponseHead {
    private static final byte[] EMPTY = new byte[0];

    private byte[] octets = EMPTY;
    private int reasonStart;
    private int reasonEnd;
    private int status;
    private HttpVersion version = HttpVersion.HTTP_1_1;
    private final Fields fields = new Fields();

    /** Starts a head that was read from these octets. */
    public void reset(byte[] octets, HttpVersion version, int status, int reasonStart, int reasonEnd) {
        this.octets = octets;
        this.version = version;
        this.status = status;
        this.reasonStart = reasonStart;
        this.reasonEnd = reasonEnd;
        fields.reset(octets);
    }

    /** Starts a head of HTTP/2 over these octets, which has no reason phrase: those who want one get the usual one. */
    public void reset(byte[] octets, int status) {
        byte[] phrase = StatusPhrase.octets(status);
        reset(octets, HttpVersion.HTTP_2, status, 0, phrase.length);
        this.octets = phrase;
    }

    /** Lets go of the octets of a head that is done with. */
    public void forget(byte[] others) {
        reset(others, HttpVersion.HTTP_1_1, 0, 0, 0);
    }

    /** Starts a head of our own, without fields. */
    public void reset(int status, String reason) {
        octets = Ascii.octets(reason);
        reset(octets, HttpVersion.HTTP_1_1, status, 0, octets.length);
    }

    /** Says another status than was received; the rest stays. */
    public void status(int instead) {
        status = instead;
    }

    public int status() {
        return status;
    }

    /** What the origin spoke. */
    public HttpVersion version() {
        return version;
    }

    public Fields fields() {
        return fields;
    }

    /** 1xx: another head follows (RFC 9110 section 15.2). */
    public boolean isInterim() {
        return status < 200;
    }

    /** Writes the reason phrase; HTTP/2 has none. */
    public void writeReason(ByteBuffer into) {
        into.put(octets, reasonStart, reasonEnd - reasonStart);
    }

    public int reasonLength() {
        return reasonEnd - reasonStart;
    }
}
