package io.zentinelproxy.inference.demo;

import io.zentinelproxy.inference.tokens.TokenPiece;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the model says, and what it cost.
 *
 * @param thoughts what it thought before, at token boundaries; counted in the answer, and shown by Anthropic's dialect alone
 * @param tool the tool that it calls, if one: the pieces are then its arguments
 * @param toolTokens tokens of that name
 * @param pieces the text at token boundaries, in order
 * @param cut whether the client's limit ended it
 * @param promptTokens tokens of the question
 * @param cachedTokens of these, those that were read from a cache
 */
record Completion(
        List<TokenPiece> thoughts,
        @Nullable String tool,
        int toolTokens,
        List<TokenPiece> pieces,
        boolean cut,
        int promptTokens,
        int cachedTokens) {

    Completion {
        thoughts = List.copyOf(thoughts);
        pieces = List.copyOf(pieces);
    }

    String text() {
        return joined(pieces);
    }

    String thoughtText() {
        return joined(thoughts);
    }

    private static String joined(List<TokenPiece> pieces) {
        return pieces.stream().map(TokenPiece::text).collect(Collectors.joining());
    }

    /** All of the answer, thoughts included. */
    int completionTokens() {
        return reasoningTokens() + toolTokens + sum(pieces);
    }

    int reasoningTokens() {
        return sum(thoughts);
    }

    /** All tokens up to a piece, for a usage that is told as the answer goes. */
    int tokensUpTo(int piece) {
        return reasoningTokens() + toolTokens + sum(pieces.subList(0, piece));
    }

    private static int sum(List<TokenPiece> pieces) {
        return pieces.stream().mapToInt(TokenPiece::tokens).sum();
    }
}
