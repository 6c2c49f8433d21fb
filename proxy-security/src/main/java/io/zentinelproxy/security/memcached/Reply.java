package io.zentinelproxy.security.memcached;

import java.nio.charset.StandardCharsets;

/**
 * One reply of the meta protocol.
 *
 * @param value that follows the line; empty where none does
 * @param version of the value, 0 where it was not asked for; an unsigned number
 */
record Reply(Code code, byte[] value, long version) {
    private static final byte[] NONE = {};
    private static final int MAX_DIGITS = 20;

    /** The first word of a line that is no error. */
    enum Code {
        VALUE("VA"),
        DONE("HD"),
        MISS("EN"),
        NOT_FOUND("NF"),
        NOT_STORED("NS"),
        EXISTS("EX"),
        END("MN");

        final String word;

        Code(String word) {
            this.word = word;
        }
    }

    static Reply of(Code code, long version) {
        return new Reply(code, NONE, version);
    }

    boolean is(Code other) {
        return code == other;
    }

    /**
     * The value of a counter, 0 where there is none; one beyond 2^63 is that. A counter that went down keeps its length, with blanks behind
     * it.
     */
    long number() throws BadReplyException {
        if (code == Code.MISS || code == Code.NOT_FOUND) {
            return 0;
        }
        if (code != Code.VALUE) {
            throw new BadReplyException("no number: " + code.word);
        }
        return unsigned(text().stripTrailing());
    }

    /** The value as text, one character an octet. */
    String text() {
        return new String(value, StandardCharsets.ISO_8859_1);
    }

    static long unsigned(String digits) throws BadReplyException {
        if (digits.isEmpty() || digits.length() > MAX_DIGITS) {
            throw new BadReplyException("not a number");
        }
        long number = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digits.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new BadReplyException("not a number");
            }
            number = number > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : number * 10 + digit;
        }
        return number;
    }
}
