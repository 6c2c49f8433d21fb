package io.zentinelproxy.inference.tokens;

import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.PromptPart;
import io.zentinelproxy.inference.tokens.PromptCount.Kind;
import java.util.List;

/**
 * Counts prompts before they are sent, and answers while they arrive. A prompt of messages costs what OpenAI's cookbook tells ("How to count
 * tokens with tiktoken"): 3 for each message, the tokens of its role, its texts and its name, 1 more for a name, and 3 for the answer's
 * beginning. Tools are counted as the JSON they are written in, which is an estimate: how a provider words them for its model is not known. Any
 * thread.
 */
public final class PromptCounter {
    private static final int PER_MESSAGE = 3;
    private static final int PER_NAME = 1;
    private static final int PER_REPLY = 3;

    /** What is reserved above a count of which a part was extrapolated. */
    private static final double EXTRAPOLATED = 1.25;

    private final Calibrations calibrations;

    /** Learned ratios are the process's; they outlive this counter. */
    public PromptCounter(Calibrations calibrations) {
        this.calibrations = calibrations;
    }

    /** The tokens of a prompt, in bounded time whatever it says. */
    public PromptCount count(String model, Api api, List<PromptPart> prompt) {
        Tally tally = new Tally(counter(model), model);
        prompt.forEach(tally::add);
        if (tally.messages > 0 && isChat(api)) {
            tally.tokens += PER_REPLY;
        }
        return tally.count(calibrations);
    }

    /** A count of what this model is about to write. */
    public RunningCount running(String model) {
        return new RunningCount(model, calibrations.of(model, Kind.ANSWER), counter(model));
    }

    private static boolean isChat(Api api) {
        return switch (api) {
            case CHAT_COMPLETIONS, RESPONSES, MESSAGES, COUNT_TOKENS, GENERIC -> true;
            case COMPLETIONS, EMBEDDINGS -> false;
        };
    }

    private static TokenCounter counter(String model) {
        return TokenCounter.of(Vocabulary.ofModel(model).orElse(Vocabulary.O200K_BASE));
    }

    /** One prompt's count as it grows. */
    private static final class Tally {
        private final TokenCounter counter;
        private final String model;
        private long tokens;
        private int messages;
        private Kind kind = Kind.TEXT;
        private boolean whole = true;

        Tally(TokenCounter counter, String model) {
            this.counter = counter;
            this.model = model;
        }

        void add(PromptPart part) {
            switch (part) {
                case PromptPart.Message message -> {
                    messages++;
                    tokens += PER_MESSAGE;
                    text(message.role());
                }
                case PromptPart.Name name -> {
                    tokens += PER_NAME;
                    text(name.name());
                }
                case PromptPart.Text text -> text(text.text());
                case PromptPart.Tool tool -> {
                    kind = Kind.MIXED;
                    text(tool.json());
                }
                case PromptPart.Image image -> {
                    kind = Kind.MIXED;
                    tokens += ImageTokens.of(model, image);
                }
                case PromptPart.Opaque _ -> kind = Kind.MIXED;
                case PromptPart.Tokens known -> tokens += known.count();
            }
        }

        private void text(String text) {
            TokenCount count = counter.count(text);
            tokens += count.tokens();
            whole &= count.exact();
        }

        PromptCount count(Calibrations calibrations) {
            boolean exact =
                    whole && kind == Kind.TEXT && Vocabulary.ofModel(model).isPresent();
            Calibration calibration = calibrations.of(model, kind);
            long best = exact ? tokens : calibration.estimate(tokens);
            long bound = calibration.bound(whole ? tokens : (long) Math.ceil(tokens * EXTRAPOLATED));
            return new PromptCount(model, kind, tokens, best, exact, Math.max(best, bound));
        }
    }
}
