package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.uri.CanonicalAuthority;

/** What the URIs begin with that are served here: two sets of resources, even where all else is equal (RFC 9110 section 4.2.2). */
public enum UriScheme {
    /** In the clear. */
    HTTP("http", CanonicalAuthority.HTTP_PORT),
    /** Over TLS. */
    HTTPS("https", CanonicalAuthority.HTTPS_PORT);

    private final byte[] octets;
    private final int defaultPort;

    UriScheme(String text, int defaultPort) {
        octets = Ascii.octets(text);
        this.defaultPort = defaultPort;
    }

    public byte[] octets() {
        return octets;
    }

    /** The port that goes without saying (RFC 9110 sections 4.2.1 and 4.2.2). */
    public int defaultPort() {
        return defaultPort;
    }
}
