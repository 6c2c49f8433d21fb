package io.zentinelproxy.launcher.differential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A request as an origin understood it, which every origin says in the field {@link #FIELD} of its answer, blanks between:
 * method, target, path, host, length and SHA-1 of the content, and how many requests it has seen so far.
 *
 * @param target as it was received
 * @param path as the origin would look it up, decoded; {@code -} where it does not decode
 * @param seen requests that were complete for this origin, this one included
 */
record Understood(String method, String target, String path, String host, String length, String hash, long seen) {
    static final String FIELD = "X-Understood";

    private static final HexFormat HEX = HexFormat.of();

    /** Text that may be anything goes in hexadecimal digits; nothing is a dash. */
    static Understood parse(String value) {
        String[] parts = value.split(" ");
        return new Understood(
                parts[0], text(parts[1]), text(parts[2]), text(parts[3]), parts[4], parts[5], Long.parseLong(parts[6]));
    }

    static Understood of(String method, String target, String path, String host, byte[] content, long seen) {
        return new Understood(method, target, path, host, Integer.toString(content.length), sha1(content), seen);
    }

    String line() {
        return String.join(" ", method, hex(target), hex(path), hex(host), length, hash, Long.toString(seen));
    }

    /** What all must agree on. */
    String meaning() {
        return method + " " + Mutation.shown(target) + " of host " + shownHost() + ", " + length + " octets " + hash;
    }

    /** A client of HTTP/1.0 that names none asks for where it connected, and each origin stands behind a listener of its own. */
    private String shownHost() {
        return host.startsWith("127.0.0.1:") ? "its listener" : host;
    }

    private static String hex(String text) {
        return text.isEmpty() || text.equals("-") ? "-" : HEX.formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(String hex) {
        return hex.equals("-") ? "-" : new String(HEX.parseHex(hex), StandardCharsets.ISO_8859_1);
    }

    private static String sha1(byte[] content) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-1").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
