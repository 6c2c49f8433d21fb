package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonException;
import io.zentinelproxy.core.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;

/** The content of a request: read under a limit, then as JSON. */
final class RequestContent {

    /** Octets that are read into memory. */
    static final int MAX_OCTETS = 1 << 20;

    /** Octets read past the limit and thrown away: a client that is still sending would else be reset before it sees the 413. */
    private static final long MAX_DISCARDED_OCTETS = 64 << 20;

    private static final int BUFFER_OCTETS = 16 << 10;

    private RequestContent() {}

    static JsonValue read(InputStream in) throws IOException, Refusal {
        byte[] octets = in.readNBytes(MAX_OCTETS + 1);
        if (octets.length > MAX_OCTETS) {
            discard(in);
            throw new Refusal(413, "Request exceeds " + MAX_OCTETS + " bytes.", null, "request_too_large");
        }
        try {
            return Json.parse(octets);
        } catch (JsonException malformed) {
            throw Refusal.badRequest(
                    "The request body is not valid JSON: " + malformed.getMessage() + " (byte "
                            + malformed.octetOffset() + ")",
                    null,
                    null);
        }
    }

    private static void discard(InputStream in) throws IOException {
        byte[] buffer = new byte[BUFFER_OCTETS];
        long left = MAX_DISCARDED_OCTETS;
        while (left > 0) {
            int n = in.read(buffer);
            if (n < 0) {
                return;
            }
            left -= n;
        }
    }
}
