package io.zentinelproxy.core.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Refuses what the Unicode standard calls ill-formed UTF-8: overlong forms, encoded surrogates, cut sequences. */
final class StrictUtf8 {

    /** The text itself is thrown away; so it passes through a small window. */
    private static final int WINDOW_CHARS = 4096;

    private StrictUtf8() {}

    static void check(byte[] octets) throws JsonException {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(octets);
        CharBuffer window = CharBuffer.allocate(WINDOW_CHARS);
        CoderResult result;
        do {
            result = decoder.decode(in, window.clear(), true);
        } while (result.isOverflow());
        if (result.isError()) {
            throw new JsonException("not UTF-8", in.position());
        }
    }
}
