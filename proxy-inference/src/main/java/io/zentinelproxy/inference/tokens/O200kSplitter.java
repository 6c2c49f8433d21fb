package io.zentinelproxy.inference.tokens;

/**
 * The pattern of o200k: a word begins with a character of any kind but a letter, a number or a newline, or not; its upper case precedes its
 * lower case; letters without case and marks are either; a contraction ends it. {@code
 * [^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?}, the same with the plus at the
 * upper case, {@code \p{N}{1,3}}, {@code  ?[^\s\p{L}\p{N}]+[\r\n/]*}, then whitespace.
 */
final class O200kSplitter implements Splitter {
    @Override
    public int next(byte[] text, int from, int end) {
        byte kind = Scan.kind(text, from, end);
        if (kind <= Characters.MARK) {
            return Scan.contraction(text, word(text, from, end), end);
        }
        if (kind == Characters.NUMBER) {
            return Scan.number(text, from, end);
        }
        int second = Scan.after(text, from);
        if (kind != Characters.NEWLINE && Scan.kind(text, second, end) <= Characters.MARK) {
            return Scan.contraction(text, word(text, second, end), end);
        }
        boolean spaced = text[from] == ' ' && Scan.kind(text, second, end) == Characters.OTHER;
        if (spaced || kind == Characters.OTHER) {
            return newlines(text, Scan.others(text, second, end), end);
        }
        return Scan.spaces(text, from, end);
    }

    /**
     * The end of both forms of a word without what is before and behind it. Where no lower case follows the upper, the regular expression
     * goes back to the last character that is either, and lets it be the lower case.
     */
    private static int word(byte[] text, int from, int end) {
        int at = from;
        int either = 0;
        byte kind = Scan.kind(text, at, end);
        for (; kind <= Characters.MARK && kind != Characters.LOWER; kind = Scan.kind(text, at, end)) {
            at = Scan.after(text, at);
            either = kind == Characters.UPPER ? either : at;
        }
        if (kind != Characters.LOWER) {
            return either > 0 ? either : at;
        }
        for (; kind <= Characters.MARK && kind != Characters.UPPER; kind = Scan.kind(text, at, end)) {
            at = Scan.lowerCase(text, Scan.after(text, at), end);
        }
        return at;
    }

    private static int newlines(byte[] text, int from, int end) {
        int at = from;
        while (at < end && (text[at] == '\r' || text[at] == '\n' || text[at] == '/')) {
            at++;
        }
        return at;
    }
}
