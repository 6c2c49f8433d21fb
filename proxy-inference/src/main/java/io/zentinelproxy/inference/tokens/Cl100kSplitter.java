package io.zentinelproxy.inference.tokens;

/**
 * The pattern of cl100k: {@code (?i:'s|'t|'re|'ve|'m|'ll|'d)}, {@code [^\r\n\p{L}\p{N}]?\p{L}+}, {@code \p{N}{1,3}}, {@code
 *  ?[^\s\p{L}\p{N}]+[\r\n]*}, then whitespace.
 */
final class Cl100kSplitter implements Splitter {
    @Override
    public int next(byte[] text, int from, int end) {
        byte kind = Scan.kind(text, from, end);
        if (kind == Characters.OTHER) {
            int contraction = Scan.contraction(text, from, end);
            if (contraction > from) {
                return contraction;
            }
        }
        if (kind == Characters.NUMBER) {
            return Scan.number(text, from, end);
        }
        int second = Scan.after(text, from);
        byte next = Scan.kind(text, second, end);
        if (Characters.isLetter(kind) || kind != Characters.NEWLINE && Characters.isLetter(next)) {
            return letters(text, second, end);
        }
        boolean spaced = text[from] == ' ' && (next == Characters.OTHER || next == Characters.MARK);
        if (spaced || kind == Characters.OTHER || kind == Characters.MARK) {
            return newlines(text, Scan.others(text, second, end), end);
        }
        return Scan.spaces(text, from, end);
    }

    private static int letters(byte[] text, int from, int end) {
        int at = from;
        while (Characters.isLetter(Scan.kind(text, at, end))) {
            at = Scan.lowerCase(text, Scan.after(text, at), end);
        }
        return at;
    }

    private static int newlines(byte[] text, int from, int end) {
        int at = from;
        while (at < end && (text[at] == '\r' || text[at] == '\n')) {
            at++;
        }
        return at;
    }
}
