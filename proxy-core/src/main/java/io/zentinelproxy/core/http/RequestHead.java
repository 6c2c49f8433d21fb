package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;
import java.util.Arrays;

/**
 * The head of a request: spans over the octets it was read into, and its fields. Filled by the reader of one protocol version and
 * reused for the connection's next request, so nothing may be kept past the exchange. Belongs to one thread at a time.
 */
public final class RequestHead {
    private byte[] octets = new byte[0];
    private int methodStart;
    private int methodEnd;
    private int targetStart;
    private int targetEnd;
    private int pathStart;
    private int pathEnd;
    private int authorityStart;
    private int authorityEnd;
    private byte[] authorityOctets = octets;
    private int minorVersion;
    private Method method = Method.OTHER;
    private final Fields fields = new Fields();
    private final OriginTarget originTarget = new OriginTarget();

    /** Starts a new head over these octets. */
    public void reset(byte[] octets) {
        this.octets = octets;
        methodEnd = methodStart = targetStart = targetEnd = pathStart = pathEnd = 0;
        authorityStart = authorityEnd = 0;
        authorityOctets = octets;
        minorVersion = 1;
        method = Method.OTHER;
        fields.reset(octets);
        originTarget.follow(octets, 0, 0, 0);
    }

    /** Copies the octets that the head lies in, so that it outlives the buffer that it was read into. */
    public void keep() {
        byte[] copy = Arrays.copyOf(octets, Math.max(targetEnd, fields.readEnd()));
        if (authorityOctets == octets) {
            authorityOctets = copy;
        }
        fields.refer(copy);
        originTarget.follow(copy, pathStart, pathEnd, targetEnd);
        octets = copy;
    }

    public void method(int start, int end) {
        methodStart = start;
        methodEnd = end;
        method = Method.of(octets, start, end);
    }

    /** The request-target as received; path is where it begins and where the query or the target ends. */
    public void target(int start, int end, int pathStart, int pathEnd) {
        targetStart = start;
        targetEnd = end;
        this.pathStart = pathStart;
        this.pathEnd = pathEnd;
        originTarget.follow(octets, pathStart, pathEnd, end);
    }

    /** The authority asked for: of the target where it has one, else of Host. */
    public void authority(byte[] of, int start, int end) {
        authorityOctets = of;
        authorityStart = start;
        authorityEnd = end;
    }

    public void minorVersion(int minor) {
        minorVersion = minor;
    }

    public byte[] octets() {
        return octets;
    }

    public Method method() {
        return method;
    }

    public int methodStart() {
        return methodStart;
    }

    public int methodEnd() {
        return methodEnd;
    }

    public int targetStart() {
        return targetStart;
    }

    public int targetEnd() {
        return targetEnd;
    }

    /** The path begins here; it is empty only for an absolute-form target without one, which means {@code /}. */
    public int pathStart() {
        return pathStart;
    }

    public int pathEnd() {
        return pathEnd;
    }

    public byte[] authorityOctets() {
        return authorityOctets;
    }

    public int authorityStart() {
        return authorityStart;
    }

    public int authorityEnd() {
        return authorityEnd;
    }

    /** 0 or 1: the minor part of HTTP/1.x. */
    public int minorVersion() {
        return minorVersion;
    }

    /** What the origin is asked for: the same, unless a filter changed it. */
    public OriginTarget originTarget() {
        return originTarget;
    }

    public Fields fields() {
        return fields;
    }

    /** Whether a request line was understood; false when the fault lay before that. */
    public boolean isParsed() {
        return targetEnd > 0;
    }

    public String methodText() {
        return Ascii.text(octets, methodStart, methodEnd);
    }

    public String targetText() {
        return Ascii.text(octets, targetStart, targetEnd);
    }
}
