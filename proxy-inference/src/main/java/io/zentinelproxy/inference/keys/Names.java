package io.zentinelproxy.inference.keys;

import io.zentinelproxy.core.bytes.Ascii;

/** Names that keys are presented under, in lower case. */
final class Names {
    static final byte[] BEARER = Ascii.octets("bearer");
    static final byte[] X_API_KEY = Ascii.octets("x-api-key");
    static final byte[] API_KEY = Ascii.octets("api-key");

    private Names() {}
}
