package io.zentinelproxy.security.file;

import io.zentinelproxy.core.config.Network;
import io.zentinelproxy.core.config.Refusal;
import java.nio.file.Path;

/** Addresses and networks as the lines of files have them. */
public final class Networks {
    /** Entries of one list. More is taken for a mistake: memory and the time of a reading are bounded by it. */
    public static final int MAX_ENTRIES = 1_000_000;

    /** The longest IPv6 address with its length. */
    private static final int MAX_CHARS = 49;

    private Networks() {}

    /** @throws BadFileException that names the line, and shows nothing of it: it may hold anything */
    public static Network parse(Path file, int line, String text) throws BadFileException {
        if (text.length() > MAX_CHARS || !isPrintable(text)) {
            throw BadFileException.at(file, line, "neither an IP address nor a network");
        }
        try {
            return Network.parse(text);
        } catch (Refusal refusal) {
            throw BadFileException.at(file, line, "neither an IP address nor a network: " + refusal.reason());
        }
    }

    private static boolean isPrintable(String text) {
        return text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** @throws BadFileException where there are more than {@link #MAX_ENTRIES} */
    public static void requireRoom(Path file, int line, int entries) throws BadFileException {
        if (entries >= MAX_ENTRIES) {
            throw BadFileException.at(file, line, "more than " + MAX_ENTRIES + " addresses and networks");
        }
    }
}
