package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;

/** The methods of RFC 9110 section 9 and RFC 5789; any other token is OTHER and is forwarded as it came. */
public enum Method {
    GET(true),
    HEAD(true),
    POST(false),
    PUT(true),
    DELETE(true),
    OPTIONS(true),
    TRACE(true),
    CONNECT(false),
    PATCH(false),
    OTHER(false);

    private final boolean idempotent;
    private final byte[] octets = Ascii.octets(name());

    Method(boolean idempotent) {
        this.idempotent = idempotent;
    }

    /** RFC 9110 section 9.2.2: sending it twice is the same as once. */
    public boolean isIdempotent() {
        return idempotent;
    }

    /** The method whose token stands in the span. Methods are case-sensitive. */
    public static Method of(byte[] octets, int start, int end) {
        return switch (octets[start]) {
            case 'G' -> GET.orOther(octets, start, end);
            case 'H' -> HEAD.orOther(octets, start, end);
            case 'P' -> post(octets, start, end);
            case 'D' -> DELETE.orOther(octets, start, end);
            case 'O' -> OPTIONS.orOther(octets, start, end);
            case 'T' -> TRACE.orOther(octets, start, end);
            case 'C' -> CONNECT.orOther(octets, start, end);
            default -> OTHER;
        };
    }

    private static Method post(byte[] octets, int start, int end) {
        if (POST.is(octets, start, end)) {
            return POST;
        }
        return PUT.is(octets, start, end) ? PUT : PATCH.orOther(octets, start, end);
    }

    private Method orOther(byte[] octets, int start, int end) {
        return is(octets, start, end) ? this : OTHER;
    }

    private boolean is(byte[] octets, int start, int end) {
        return Ascii.equals(octets, start, end, this.octets);
    }
}
