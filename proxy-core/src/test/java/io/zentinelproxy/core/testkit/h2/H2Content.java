package io.zentinelproxy.core.testkit.h2;

import java.nio.charset.StandardCharsets;

/**
 * The content of one message as it came.
 *
 * @param octets the first 4 MiB of it
 * @param length how many octets there were in all
 * @param crc32 over all of them
 * @param complete whether its end came, not a reset or the end of the connection
 */
public record H2Content(byte[] octets, long length, long crc32, boolean complete) {
    /** The octets as ISO-8859-1. */
    public String text() {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
