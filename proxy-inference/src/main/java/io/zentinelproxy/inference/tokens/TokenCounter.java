package io.zentinelproxy.inference.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.IntArrayList;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts with one vocabulary. Names of special tokens in the text, such as {@code <|endoftext|>}, are text like any other: a client
 * cannot stop its own metering by writing one.
 */
public final class TokenCounter {

    /**
     * UTF-16 units counted exactly. Beyond it the count is extrapolated: hostile text costs 3 microseconds a character, fifty
     * times the price of English, and a counting thread cannot be interrupted.
     */
    public static final int MAX_COUNTED_CHARS = 64 << 10;

    /** Loads a vocabulary (200 ms, up to 29 MB) when it is first asked for, and only once. */
    private static final EncodingRegistry REGISTRY = Encodings.newLazyEncodingRegistry();

    private final Encoding encoding;

    private TokenCounter(Encoding encoding) {
        this.encoding = encoding;
    }

    /** The counter of a vocabulary; the first call for each loads it. */
    public static TokenCounter of(Vocabulary vocabulary) {
        return new TokenCounter(REGISTRY.getEncoding(vocabulary.encoding()));
    }

    /** The tokens of a text of any length, in bounded time. */
    public TokenCount count(String text) {
        if (text.length() <= MAX_COUNTED_CHARS) {
            return new TokenCount(encoding.countTokensOrdinary(text), true);
        }
        String prefix = text.substring(0, wholeCharacters(text));
        long counted = encoding.countTokensOrdinary(prefix);
        return new TokenCount(Math.toIntExact(Math.ceilDiv(counted * text.length(), (long) prefix.length())), false);
    }

    private static int wholeCharacters(String text) {
        boolean splitsPair = Character.isHighSurrogate(text.charAt(MAX_COUNTED_CHARS - 1));
        return splitsPair ? MAX_COUNTED_CHARS - 1 : MAX_COUNTED_CHARS;
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
        IntArrayList tokens = encoding.encodeOrdinary(text);
        List<TokenPiece> pieces = new ArrayList<>();
        var open = new IntArrayList();
        for (int i = 0; i < tokens.size(); i++) {
            open.add(tokens.get(i));
            String whole = utf8(encoding.decodeBytes(open));
            if (whole != null) {
                pieces.add(new TokenPiece(whole, open.size()));
                open.clear();
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
