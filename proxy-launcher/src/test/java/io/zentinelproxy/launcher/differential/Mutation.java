package io.zentinelproxy.launcher.differential;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Octets to be sent to the proxy, in these pieces.
 *
 * @param index its number among those of its seed
 */
record Mutation(int index, List<byte[]> pieces) {

    /** All of it, readable: what is no printable character as its number. */
    String shown() {
        return shown(joined());
    }

    String joined() {
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(new String(piece, StandardCharsets.ISO_8859_1)));
        return text.toString();
    }

    static String shown(String octets) {
        StringBuilder text = new StringBuilder();
        for (char c : octets.toCharArray()) {
            switch (c) {
                case '\r' -> text.append("\\r");
                case '\n' -> text.append("\\n\n");
                case '\\' -> text.append("\\\\");
                default -> text.append(c >= ' ' && c < 0x7f ? Character.toString(c) : "\\x%02x".formatted((int) c));
            }
        }
        return text.toString();
    }
}
