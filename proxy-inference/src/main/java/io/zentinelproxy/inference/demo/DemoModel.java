package io.zentinelproxy.inference.demo;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.inference.tokens.TokenCounter;
import io.zentinelproxy.inference.tokens.TokenPiece;
import io.zentinelproxy.inference.tokens.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/**
 * Answers a prompt. Pure: the same prompt gets the same completion, whenever and wherever. A model with {@code reasoning} in its name thinks
 * before it speaks, and one with {@code cached} has read half of its prompt before.
 */
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
        TokenCounter counter = counter(prompt.model());
        String tool = prompt.calledTool();
        String said = tool == null
                ? DemoText.reply(prompt.model(), prompt.lastUserText())
                : Json.text(JsonObject.with("question", prompt.lastUserText()).build());
        boolean reasons = prompt.model().contains("reasoning");
        List<TokenPiece> allThoughts = reasons ? counter.pieces(DemoText.thoughts(prompt.lastUserText())) : List.of();
        List<TokenPiece> full = counter.pieces(said);
        List<TokenPiece> thoughts = upTo(prompt.maxTokens(), allThoughts);
        int toolTokens = tool == null ? 0 : count(counter, tool);
        List<TokenPiece> sent = upTo(prompt.maxTokens() - tokens(thoughts) - toolTokens, full);
        int promptTokens = promptTokens(prompt);
        return new Completion(
                thoughts,
                tool,
                toolTokens,
                sent,
                sent.size() < full.size(),
                promptTokens,
                prompt.model().contains("cached") ? promptTokens / 2 : 0);
    }

    /** A model of another house has no public vocabulary; this one then speaks the newest we have. */
    static TokenCounter counter(String model) {
        return TokenCounter.of(Vocabulary.ofModel(model).orElse(Vocabulary.O200K_BASE));
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

    private static int tokens(List<TokenPiece> pieces) {
        return pieces.stream().mapToInt(TokenPiece::tokens).sum();
    }

    static int promptTokens(Prompt prompt) {
        TokenCounter counter = counter(prompt.model());
        int tokens = TOKENS_BEFORE_ANSWER + count(counter, prompt.tools().text());
        for (Turn turn : prompt.turns()) {
            tokens += TOKENS_PER_MESSAGE + count(counter, turn.role()) + count(counter, turn.text());
            tokens += turn.name() == null ? 0 : TOKENS_PER_NAME + count(counter, turn.name());
        }
        return tokens;
    }

    private static int count(TokenCounter counter, String text) {
        return counter.count(text).tokens();
    }
}
