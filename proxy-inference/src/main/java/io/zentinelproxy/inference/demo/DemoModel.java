package io.zentinelproxy.inference.demo;

import io.zentinelproxy.inference.tokens.TokenCounter;
import io.zentinelproxy.inference.tokens.TokenPiece;
import io.zentinelproxy.inference.tokens.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/** Answers a prompt. Pure: the same prompt gets the same completion, whenever and wherever. */
final class DemoModel {

    /**
     * The overhead of a conversation, by OpenAI's published rule: 3 tokens a message and its role, one for a name, and 3 that
     * begin the answer. Anthropic publishes no rule; its dialect is counted by the same one.
     */
    private static final int TOKENS_PER_MESSAGE = 3;

    private static final int TOKENS_PER_NAME = 1;
    private static final int TOKENS_BEFORE_ANSWER = 3;

    private DemoModel() {}

    static Completion complete(Prompt prompt) {
        // A model of another house has no public vocabulary; this one then speaks the newest we have.
        TokenCounter counter =
                TokenCounter.of(Vocabulary.ofModel(prompt.model()).orElse(Vocabulary.O200K_BASE));
        List<TokenPiece> full = counter.pieces(DemoText.reply(prompt.model(), prompt.lastUserText()));
        List<TokenPiece> sent = upTo(prompt.maxTokens(), full);
        return new Completion(sent, sent.size() < full.size(), promptTokens(counter, prompt.turns()));
    }

    private static List<TokenPiece> upTo(int maxTokens, List<TokenPiece> pieces) {
        List<TokenPiece> taken = new ArrayList<>();
        int left = maxTokens;
        for (TokenPiece piece : pieces) {
            left -= piece.tokens();
            if (left < 0) {
                break;
            }
            taken.add(piece);
        }
        return taken;
    }

    private static int promptTokens(TokenCounter counter, List<Turn> turns) {
        int tokens = TOKENS_BEFORE_ANSWER;
        for (Turn turn : turns) {
            tokens += TOKENS_PER_MESSAGE + count(counter, turn.role()) + count(counter, turn.text());
            tokens += turn.name() == null ? 0 : TOKENS_PER_NAME + count(counter, turn.name());
        }
        return tokens;
    }

    private static int count(TokenCounter counter, String text) {
        return counter.count(text).tokens();
    }
}
