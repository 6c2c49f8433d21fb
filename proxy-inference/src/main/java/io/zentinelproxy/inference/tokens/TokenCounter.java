package io.zentinelproxy.inference.tokens;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts with one vocabulary. Names of special tokens in the text, such as {@code <|endoftext|>}, are text like any other: a client
 * cannot stop its own metering by writing one. Any thread.
 */
public final class TokenCounter {

    /** UTF-16 units of a text that can be had in pieces. */
    public static final int MAX_COUNTED_CHARS = 64 << 10;

    private final Vocabulary vocabulary;

    private TokenCounter(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** The counter of a vocabulary; the first use of each loads it. */
    public static TokenCounter of(Vocabulary vocabulary) {
        return new TokenCounter(vocabulary);
    }

    /** The tokens of a text of any length, in bounded time. */
    public TokenCount count(String text) {
        Counting counting = new Counting(vocabulary, null);
        counting.add(text);
        return counting.finish();
    }

    /**
     * The text in its smallest pieces at token boundaries; put together they are the text again, and their tokens its count.
     *
     * @throws IllegalArgumentException if the text is longer than {@link #MAX_COUNTED_CHARS}
     */
    public List<TokenPiece> pieces(String text) {
        if (text.length() > MAX_COUNTED_CHARS) {
            throw new IllegalArgumentException("text of " + text.length() + " characters");
        }
        byte[] octets = new byte[text.length() * Utf8.MAX_PER_CHAR + Ranks.PADDING];
        int length = Utf8.write(text, 0, text.length(), octets);
        List<TokenPiece> pieces = new ArrayList<>();
        int open = 0;
        int begun = 0;
        for (int end : new PieceCounter(vocabulary).ends(octets, length)) {
            open++;
            String whole = utf8(Arrays.copyOfRange(octets, begun, end));
            if (whole != null) {
                pieces.add(new TokenPiece(whole, open));
                open = 0;
                begun = end;
            }
        }
        return List.copyOf(pieces);
    }

    /** A token may end inside a character: then its octets alone are not text. */
    private static @Nullable String utf8(byte[] octets) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException insideACharacter) {
            return null;
        }
    }
}
