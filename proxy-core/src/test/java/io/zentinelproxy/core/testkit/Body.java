package io.zentinelproxy.core.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The content of one message as it came.
 *
 * @param octets after chunked decoding; only the first {@link Content#KEPT_OCTETS} of a long one
 * @param length how many octets there were in all
 * @param crc32 over all of them
 * @param chunkSizes sizes of the chunks, the last one of zero left out; empty for other framing
 * @param complete whether the framing says that nothing is missing; content that runs until close is complete unless reset
 */
public record Body(
        Framing framing,
        byte[] octets,
        long length,
        long crc32,
        List<Integer> chunkSizes,
        Fields trailers,
        boolean complete) {

    /** How the end of the content is known (RFC 9112 section 6). */
    public enum Framing {
        NONE,
        LENGTH,
        CHUNKED,
        UNTIL_CLOSE
    }

    static final Body NONE = new Body(Framing.NONE, new byte[0], 0, 0, List.of(), Fields.NONE, true);

    /** Reads content of this framing to its end or to the end of the stream. */
    static Body read(Wire wire, Framing framing, long length) {
        return switch (framing) {
            case NONE -> NONE;
            case LENGTH -> ofLength(wire, length);
            case CHUNKED -> new ChunkedBody(wire).read();
            case UNTIL_CLOSE -> untilClose(wire);
        };
    }

    private static Body ofLength(Wire wire, long length) {
        Content content = new Content();
        boolean complete = content.take(wire, length);
        return content.body(Framing.LENGTH, List.of(), Fields.NONE, complete);
    }

    private static Body untilClose(Wire wire) {
        Content content = new Content();
        content.take(wire, Long.MAX_VALUE);
        return content.body(Framing.UNTIL_CLOSE, List.of(), Fields.NONE, !wire.wasReset());
    }

    /** The octets as ISO-8859-1. */
    public String text() {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
