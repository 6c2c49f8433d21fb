package io.zentinelproxy.core.testkit.h2;

import java.nio.charset.StandardCharsets;

/** A GOAWAY as it came. */
public record H2GoAway(int lastStream, H2Code code, String debug) {
    static H2GoAway of(H2Frame frame) {
        byte[] payload = frame.payload();
        return new H2GoAway(
                (int) frame.number(0),
                H2Code.of((int) frame.number(4)),
                new String(payload, 8, payload.length - 8, StandardCharsets.ISO_8859_1));
    }
}
