package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;

/** The versions of HTTP that a message can come by (RFC 9110 section 2.5). */
public enum HttpVersion {
    HTTP_1_0("1.0"),
    HTTP_1_1("1.1"),
    HTTP_2("2.0");

    private final byte[] number;

    HttpVersion(String number) {
        this.number = Ascii.octets(number);
    }

    /** The major version, a dot, the minor one: three octets, not to be written to. */
    public byte[] number() {
        return number;
    }

    /** HTTP/1.x. @param minor 0 or 1 */
    public static HttpVersion http1(int minor) {
        return minor == 0 ? HTTP_1_0 : HTTP_1_1;
    }
}
