package io.zentinelproxy.security.geo;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.Refusal;
import io.zentinelproxy.core.config.ValueType;

/**
 * A country. Each of them is made once: requests compare and tell them without making anything.
 *
 * @param code two capital letters (ISO 3166-1 alpha-2); empty for {@link #UNKNOWN}
 * @param octets the same, as a field has it
 */
public record Country(String code, byte[] octets) {
    /** Of an address that a database has in no country. */
    public static final Country UNKNOWN = new Country("", new byte[0]);

    private static final int LETTERS = 26;
    private static final Country[] ALL = all();

    /** A code as the configuration has it. */
    public static final ValueType<String> CODE = ValueType.ofText(
            "country", "two capital letters such as \"SE\" (ISO 3166-1)", Country::readCode, code -> '"' + code + '"');

    private static Country[] all() {
        Country[] all = new Country[LETTERS * LETTERS];
        for (int at = 0; at < all.length; at++) {
            String code = "" + (char) ('A' + at / LETTERS) + (char) ('A' + at % LETTERS);
            all[at] = new Country(code, Ascii.octets(code));
        }
        return all;
    }

    /** Whether these are two capital letters; not every pair is given to a country, and which are changes over the years. */
    public static boolean isCode(String text) {
        return text.length() == 2 && isCapital(text.charAt(0)) && isCapital(text.charAt(1));
    }

    private static boolean isCapital(char letter) {
        return letter >= 'A' && letter <= 'Z';
    }

    /** The one with this code; unknown where it is none. */
    public static Country of(String code) {
        return isCode(code) ? ALL[(code.charAt(0) - 'A') * LETTERS + code.charAt(1) - 'A'] : UNKNOWN;
    }

    /** A code out of the configuration. */
    public static String readCode(String text) throws Refusal {
        if (!isCode(text)) {
            throw Refusal.because("this is no code of a country");
        }
        return text;
    }
}
