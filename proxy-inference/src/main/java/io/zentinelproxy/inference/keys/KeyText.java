package io.zentinelproxy.inference.keys;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.zip.CRC32;

/**
 * What a key looks like: {@code zk-}, 32 random octets in base64url (RFC 4648 section 5, 43 characters), and six of base 62 that are the CRC-32
 * of all before them, as in GitHub's tokens: who searches texts for lost keys knows one without asking anybody.
 */
public final class KeyText {
    public static final String START = "zk-";

    /** Characters that a file keeps of a key, so that somebody may know it again; 24 bits of its 256. */
    public static final int PREFIX = 7;

    private static final int RANDOM_OCTETS = 32;
    private static final int RANDOM_CHARS = 43;
    private static final int SUM_CHARS = 6;
    static final int LENGTH = START.length() + RANDOM_CHARS + SUM_CHARS;
    private static final String BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private KeyText() {}

    /** A new key. */
    public static String generate(SecureRandom random) {
        byte[] octets = new byte[RANDOM_OCTETS];
        random.nextBytes(octets);
        String text = START + Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
        return text + sum(text);
    }

    /** Whether a text has the form and the sum of a key; says nothing of whether it is one. */
    public static boolean isWellFormed(String text) {
        int sum = LENGTH - SUM_CHARS;
        return text.length() == LENGTH
                && text.startsWith(START)
                && text.substring(sum).equals(sum(text.substring(0, sum)));
    }

    private static String sum(String text) {
        CRC32 crc = new CRC32();
        crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
        char[] digits = new char[SUM_CHARS];
        long rest = crc.getValue();
        for (int i = SUM_CHARS - 1; i >= 0; i--) {
            digits[i] = BASE62.charAt((int) (rest % BASE62.length()));
            rest /= BASE62.length();
        }
        return new String(digits);
    }
}
