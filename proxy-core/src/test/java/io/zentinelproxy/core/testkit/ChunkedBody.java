package io.zentinelproxy.core.testkit;

import java.util.ArrayList;
import java.util.List;

/** Reads chunked content (RFC 9112 section 7.1), strictly enough to notice framing that the proxy got wrong. */
final class ChunkedBody {

    private final Wire wire;
    private final Content content = new Content();
    private final List<Integer> sizes = new ArrayList<>();

    ChunkedBody(Wire wire) {
        this.wire = wire;
    }

    Body read() {
        for (String line = wire.line(); line != null; line = wire.line()) {
            int size = sizeIn(line);
            if (size == 0) {
                return endWithTrailers();
            }
            sizes.add(size);
            if (!content.take(wire, size) || !lineEnds()) {
                break;
            }
        }
        return content.body(Body.Framing.CHUNKED, sizes, Fields.NONE, false);
    }

    private Body endWithTrailers() {
        List<String> trailers = new ArrayList<>();
        String line = wire.line();
        while (line != null && !line.isEmpty()) {
            trailers.add(line);
            line = wire.line();
        }
        return content.body(Body.Framing.CHUNKED, sizes, Fields.parse(trailers), line != null);
    }

    private boolean lineEnds() {
        String rest = wire.line();
        if (rest != null && !rest.isEmpty()) {
            throw new AssertionError("chunk data runs on past its size: " + Wire.quoted(wire.remembered()));
        }
        return rest != null;
    }

    private int sizeIn(String line) {
        int end = line.indexOf(';');
        try {
            return Integer.parseInt(end < 0 ? line : line.substring(0, end), 16);
        } catch (NumberFormatException wrong) {
            throw new AssertionError(
                    "not a chunk size: " + Wire.quoted(line) + " after " + Wire.quoted(wire.remembered()), wrong);
        }
    }
}
