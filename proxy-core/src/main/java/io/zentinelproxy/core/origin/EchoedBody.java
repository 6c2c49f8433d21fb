package io.zentinelproxy.core.origin;

import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What is told about a request's content.
 *
 * @param octets how many there were
 * @param sha256 their hash, in hexadecimal
 * @param kept the octets, or null if there were too many to repeat
 */
record EchoedBody(long octets, String sha256, byte @Nullable [] kept) {

    private static final int BUFFER_OCTETS = 64 << 10;

    /** Reads to the end; all is counted and hashed, and kept only if it is at most {@code limit} octets. */
    static EchoedBody read(InputStream in, int limit) throws IOException {
        MessageDigest digest = newSha256();
        var kept = new ByteArrayOutputStream();
        byte[] buffer = new byte[BUFFER_OCTETS];
        long octets = 0;
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            octets += n;
            digest.update(buffer, 0, n);
            if (octets <= limit) {
                kept.write(buffer, 0, n);
            }
        }
        return new EchoedBody(
                octets, HexFormat.of().formatHex(digest.digest()), octets <= limit ? kept.toByteArray() : null);
    }

    /** The content as {@code text} if it is UTF-8, else as {@code base64}; neither if it was too much to repeat. */
    JsonObject json() {
        JsonObject.Builder json =
                JsonObject.with("octets", JsonNumber.of(octets)).and("sha256", sha256);
        if (kept == null) {
            return json.and("repeated", false).build();
        }
        String text = utf8(kept);
        json.and("repeated", true);
        return text == null
                ? json.and("base64", Base64.getEncoder().encodeToString(kept)).build()
                : json.and("text", text).build();
    }

    private static @Nullable String utf8(byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException binary) {
            return null;
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
