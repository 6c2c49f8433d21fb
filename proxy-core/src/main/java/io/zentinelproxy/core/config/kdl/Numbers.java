package io.zentinelproxy.core.config.kdl;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers in their four bases (KDL 2.0 section 3.14); the keyword numbers are keywords. */
final class Numbers {
    /** Turning digits into a number costs more than linear time. No key needs a number of more than 20. */
    static final int MAX_NUMBER_CHARS = 4096;

    private static final int LONG_DIGITS = 18;
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?[0-9][0-9_]*(\\.[0-9][0-9_]*)?([eE][+-]?[0-9][0-9_]*)?");
    private static final Pattern HEX = Pattern.compile("[+-]?0x[0-9a-fA-F][0-9a-fA-F_]*");
    private static final Pattern OCTAL = Pattern.compile("[+-]?0o[0-7][0-7_]*");
    private static final Pattern BINARY = Pattern.compile("[+-]?0b[01][01_]*");

    private Numbers() {}

    /** Whether a bare word that begins so is a number or nothing: a digit, perhaps behind a sign or a dot. */
    static boolean looksLikeOne(String word) {
        int at = 0;
        if (at < word.length() && (word.charAt(at) == '+' || word.charAt(at) == '-')) {
            at++;
        }
        if (at < word.length() && word.charAt(at) == '.') {
            at++;
        }
        return at < word.length() && isDigit(word.charAt(at));
    }

    /** The number, or null where the word is none. */
    static KdlValue.@Nullable Digits parse(String word) {
        if (isShortInteger(word)) {
            return new KdlValue.WholeDigits(Long.parseLong(word));
        }
        if (word.length() > MAX_NUMBER_CHARS) {
            return null;
        }
        if (DECIMAL.matcher(word).matches()) {
            return decimal(word.replace("_", ""));
        }
        if (HEX.matcher(word).matches()) {
            return integer(word, 16);
        }
        if (OCTAL.matcher(word).matches()) {
            return integer(word, 8);
        }
        return BINARY.matcher(word).matches() ? integer(word, 2) : null;
    }

    private static boolean isShortInteger(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (!isDigit(word.charAt(i))) {
                return false;
            }
        }
        return word.length() <= LONG_DIGITS;
    }

    /** Null for an exponent beyond what a decimal can carry, about two thousand million. */
    private static KdlValue.@Nullable Digits decimal(String digits) {
        try {
            return new KdlValue.DecimalDigits(new BigDecimal(digits));
        } catch (NumberFormatException beyondRange) {
            return null;
        }
    }

    private static KdlValue.Digits integer(String word, int radix) {
        boolean signed = !isDigit(word.charAt(0));
        String digits = word.substring(signed ? 3 : 2).replace("_", "");
        BigInteger magnitude = new BigInteger(digits, radix);
        return new KdlValue.DecimalDigits(new BigDecimal(word.charAt(0) == '-' ? magnitude.negate() : magnitude));
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
