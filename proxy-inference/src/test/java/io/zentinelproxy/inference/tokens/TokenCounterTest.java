package io.zentinelproxy.inference.tokens;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TokenCounterTest {

    private static final String MIXED =
            "It's naïve: 人工智能 👩‍👩‍👧‍👦 🏳️‍🌈 \r\n\t x   y  <|endoftext|> 12345678 HELLOworld\n\n" + "ÅÅÅ";

    @ParameterizedTest
    @EnumSource
    void aNameOfASpecialTokenIsOrdinaryText(Vocabulary vocabulary) {
        TokenCount count = TokenCounter.of(vocabulary).count("<|endoftext|>");

        assertThat(count.exact()).isTrue();
        assertThat(count.tokens()).isEqualTo(7);
    }

    @ParameterizedTest
    @EnumSource
    void piecesAreTheTextAndTheirTokensItsCount(Vocabulary vocabulary) {
        TokenCounter counter = TokenCounter.of(vocabulary);
        List<TokenPiece> pieces = counter.pieces(MIXED);

        assertThat(text(pieces)).isEqualTo(MIXED);
        assertThat(tokens(pieces)).isEqualTo(counter.count(MIXED).tokens());
        assertThat(pieces).allSatisfy(piece -> assertThat(piece.text()).isNotEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void aTextCutBetweenPiecesCountsAsThePiecesDid(Vocabulary vocabulary) {
        TokenCounter counter = TokenCounter.of(vocabulary);
        String prose = "Every answer (even this one) ends somewhere, naïvely: 一句中文, and 🚀🚀. 1, 22, 333, 4444.";
        List<TokenPiece> pieces = counter.pieces(prose);

        for (int cut = 0; cut <= pieces.size(); cut++) {
            List<TokenPiece> kept = pieces.subList(0, cut);
            assertThat(counter.count(text(kept)).tokens()).as(text(kept)).isEqualTo(tokens(kept));
        }
    }

    @Test
    void piecesOfATextOverTheLimitAreRefused() {
        String text = "a".repeat(TokenCounter.MAX_COUNTED_CHARS + 1);

        assertThatThrownBy(() -> TokenCounter.of(Vocabulary.O200K_BASE).pieces(text))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String text(List<TokenPiece> pieces) {
        return pieces.stream().map(TokenPiece::text).collect(joining());
    }

    private static int tokens(List<TokenPiece> pieces) {
        return pieces.stream().mapToInt(TokenPiece::tokens).sum();
    }
}
