package io.zentinelproxy.inference.tokens;

import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.PromptPart;
import io.zentinelproxy.inference.tokens.PromptCount.Kind;
import java.util.List;
import java.util.Optional;

/**
 * Counts prompts before they are sent, and answers while they arrive. A prompt of messages costs what OpenAI's cookbook tells ("How to count
 * tokens with tiktoken"): 3 for each message, the tokens of its role, its texts and its name, 1 more for a name, and 3 for the answer's
 * beginning. Tools are counted as the JSON they are written in, which is an estimate: how a provider words them for its model is not known. One for the
 * process, as it remembers what texts have counted. Any thread.
 */
public final class PromptCounter {
    private final Calibrations calibrations;
    private final CountMemo memo = new CountMemo();
    private final CountingGate gate = new CountingGate(Runtime.getRuntime().availableProcessors());

    /** Learned ratios are the process's; they outlive this counter. */
    public PromptCounter(Calibrations calibrations) {
        this.calibrations = calibrations;
    }

    /** The tokens of a prompt, in bounded time whatever it says. Long prompts wait for each other. */
    public PromptCount count(String model, Api api, List<PromptPart> prompt) {
        long chars = PromptTally.chars(prompt);
        gate.enter(chars);
        try {
            Optional<Vocabulary> own = Vocabulary.ofModel(model);
            Counting texts = new Counting(own.orElse(Vocabulary.O200K_BASE), memo);
            PromptTally tally = new PromptTally(model, own.isPresent(), texts);
            prompt.forEach(tally::add);
            if (isChat(api)) {
                tally.addReply();
            }
            return tally.count(calibrations);
        } finally {
            gate.leave(chars);
        }
    }

    /** A count of what this model is about to write. */
    public RunningCount running(String model) {
        return new RunningCount(model, calibrations.of(model, Kind.ANSWER), TokenCounter.of(vocabulary(model)));
    }

    private static boolean isChat(Api api) {
        return switch (api) {
            case CHAT_COMPLETIONS, RESPONSES, MESSAGES, COUNT_TOKENS, GENERIC -> true;
            case COMPLETIONS, EMBEDDINGS -> false;
        };
    }

    private static Vocabulary vocabulary(String model) {
        return Vocabulary.ofModel(model).orElse(Vocabulary.O200K_BASE);
    }
}
