package io.zentinelproxy.core.http;

import io.zentinelproxy.core.bytes.Ascii;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/** The key of an opening handshake and the answer that it asks for (RFC 6455 sections 4.1 and 4.2.2). */
public final class WebSocketKey {
    private static final byte[] GUID = Ascii.octets("258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
    private static final byte[] WRITTEN = Ascii.octets("Sec-WebSocket-Key");
    private static final byte[] ANSWER_WRITTEN = Ascii.octets("Sec-WebSocket-Accept");
    private static final int OCTETS = 16;

    /** Of the base64 of so many octets. */
    private static final int KEY_CHARACTERS = 24;

    /** Name of the field that has the key, in lower case: not to be written to. */
    public static final byte[] NAME = Ascii.octets("sec-websocket-key");

    /** Name of the field that has the answer, in lower case: not to be written to. */
    public static final byte[] ANSWER = Ascii.octets("sec-websocket-accept");

    private WebSocketKey() {}

    /** What answers the key in the span. */
    public static byte[] accept(byte[] octets, int start, int end) {
        try {
            MessageDigest sha1 = MessageDigest.getInstance("SHA-1");
            sha1.update(octets, start, end - start);
            sha1.update(GUID);
            return Base64.getEncoder().encode(sha1.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }

    /** Adds a key. It is there against confusion, not against guessing: who could read it on the way is an origin of ours. */
    public static void addTo(Fields request) {
        removeFrom(request, NAME);
        byte[] key = new byte[OCTETS];
        ThreadLocalRandom.current().nextBytes(key);
        request.add(FieldName.OTHER, WRITTEN, Base64.getEncoder().encode(key));
    }

    /** Whether a request has a key of the right length, and no other (RFC 6455 section 4.2.1). */
    public static boolean isOneIn(Fields request) {
        int key = request.find(NAME, 0);
        return key >= 0
                && request.valueEnd(key) - request.valueStart(key) == KEY_CHARACTERS
                && request.find(NAME, key + 1) < 0;
    }

    /** Adds the answer to the key of a request, if it has one. */
    public static void answer(Fields request, Fields answer) {
        removeFrom(answer, ANSWER);
        int key = request.find(NAME, 0);
        if (key >= 0) {
            byte[] due = accept(request.octets(key), request.valueStart(key), request.valueEnd(key));
            answer.add(FieldName.OTHER, ANSWER_WRITTEN, due);
        }
    }

    /** Removes every line of a name. */
    public static void removeFrom(Fields fields, byte[] lowerName) {
        for (int line = fields.find(lowerName, 0); line >= 0; line = fields.find(lowerName, line + 1)) {
            fields.remove(line);
        }
    }
}
