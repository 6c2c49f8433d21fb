package io.zentinelproxy.inference.answer;

import io.zentinelproxy.inference.model.Usage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All usages that an answer tells, in one: field by field, never added. Of OpenAI's fields the largest holds, since some repeat a usage that
 * grows; of Anthropic's and Gemini's the last, which are cumulative, except that a 0 erases nothing: Anthropic's {@code message_delta} may tell an
 * input of 0 after {@code message_start} told the true one.
 */
final class UsageMerge {
    /** A number beyond it is no count of tokens, and is taken as not told: sums and prices stay within a long. */
    static final long MAX_TOKENS = 1_000_000_000_000L;

    private static final long UNTOLD = -1;

    private final long[] told = new long[Slot.values().length];
    private boolean any;

    UsageMerge() {
        Arrays.fill(told, UNTOLD);
    }

    void take(Slot slot, long tokens) {
        if (tokens < 0 || tokens > MAX_TOKENS) {
            return;
        }
        any = true;
        int at = slot.ordinal();
        boolean better = tokens > told[at] || slot.latest && tokens > 0;
        if (better) {
            told[at] = tokens;
        }
    }

    boolean isInputPositive() {
        Usage all = usage();
        return all != null && all.input() > 0;
    }

    boolean isOutputPositive() {
        Usage all = usage();
        return all != null && all.output() > 0;
    }

    boolean outputTold() {
        return has(Slot.COMPLETION) || has(Slot.OUTPUT) || has(Slot.GEMINI_CANDIDATES) || has(Slot.GEMINI_THOUGHTS);
    }

    /** In one form for all; null where nothing was told. */
    @Nullable
    Usage usage() {
        if (!any) {
            return null;
        }
        // Some tell zeros in the fields of one maker and the truth in those of another.
        if (get(Slot.PROMPT) + get(Slot.COMPLETION) > 0) {
            return openAi();
        }
        if (has(Slot.GEMINI_PROMPT) || has(Slot.GEMINI_CANDIDATES) || has(Slot.GEMINI_THOUGHTS)) {
            long input = get(Slot.GEMINI_PROMPT) + get(Slot.GEMINI_TOOL_PROMPT);
            long thoughts = get(Slot.GEMINI_THOUGHTS);
            return usage(input, get(Slot.GEMINI_CACHED), 0, get(Slot.GEMINI_CANDIDATES) + thoughts, thoughts);
        }
        // Responses tell an input that includes the cached; Anthropic's is beside them, and then there are none of the
        // details.
        long write = get(Slot.CACHE_WRITE);
        long read = get(Slot.CACHE_READ);
        long input = get(Slot.INPUT) + write + read;
        return usage(input, Math.max(read, get(Slot.CACHED)), write, get(Slot.OUTPUT), get(Slot.REASONING));
    }

    private Usage openAi() {
        long prompt = get(Slot.PROMPT);
        long completion = get(Slot.COMPLETION);
        long reasoning = get(Slot.REASONING);
        // xAI tells reasoning beside the completion, and its total shows it.
        if (reasoning > 0 && get(Slot.TOTAL) == prompt + completion + reasoning) {
            completion += reasoning;
        }
        long cached = Math.max(get(Slot.CACHED), get(Slot.CACHE_READ));
        return usage(prompt, cached, get(Slot.CACHE_WRITE), completion, reasoning);
    }

    /** A part is never more than its whole. */
    private static Usage usage(long input, long cached, long cacheWrite, long output, long reasoning) {
        long read = Math.min(cached, input);
        return new Usage(input, read, Math.min(cacheWrite, input - read), output, Math.min(reasoning, output));
    }

    private boolean has(Slot slot) {
        return told[slot.ordinal()] >= 0;
    }

    private long get(Slot slot) {
        return Math.max(0, told[slot.ordinal()]);
    }
}
