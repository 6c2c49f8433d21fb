package io.zentinelproxy.inference.demo;

import io.zentinelproxy.inference.tokens.TokenPiece;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the model says, and what it cost.
 *
 * @param pieces the text at token boundaries, in order
 * @param cut whether the client's limit ended it
 * @param promptTokens tokens of the question
 */
record Completion(List<TokenPiece> pieces, boolean cut, int promptTokens) {

    Completion {
        pieces = List.copyOf(pieces);
    }

    String text() {
        return pieces.stream().map(TokenPiece::text).collect(Collectors.joining());
    }

    int completionTokens() {
        return pieces.stream().mapToInt(TokenPiece::tokens).sum();
    }
}
