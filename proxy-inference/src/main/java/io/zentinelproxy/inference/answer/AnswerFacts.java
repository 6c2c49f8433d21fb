package io.zentinelproxy.inference.answer;

import io.zentinelproxy.inference.model.AnswerEnd;
import io.zentinelproxy.inference.model.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an answer, as far as it went by.
 *
 * @param usage as the provider tells it, merged field by field; null where it does not
 * @param usageComplete whether input and output are both told, and told last: no text came after them
 * @param text what the model has written, reasoning and arguments of tools included, in tokens by our own count. Of an answer that is one JSON
 *     value it is counted only where it tells no complete usage; 0 otherwise
 * @param textExact whether all of the text was counted: where it was not, the rest is estimated by its octets
 * @param model that has answered, as it says; null where it does not
 * @param end as the answer itself tells it, by its dialect's last words; null where it did not come to them
 * @param reason the dialect's own word for the end ({@code finish_reason}, {@code stop_reason}, {@code status}); null where none was told
 * @param arrival how far the content came
 * @param firstTokenNanos {@link System#nanoTime()} when the first text, reasoning or argument of an event stream came by; meaningless unless
 *     {@code firstToken}
 * @param firstToken whether there was one
 * @param events of an event stream that had data
 * @param badEvents events whose data were not JSON, or a JSON answer that was none
 * @param unhidden whether something that was to be hidden went by, since its event was longer than
 *     {@link AnswerMeter#MAX_HELD_OCTETS}
 * @param unread whether nothing of it could be read, since it came with a content coding: then nothing is known but its arrival
 */
public record AnswerFacts(
        @Nullable Usage usage,
        boolean usageComplete,
        long text,
        boolean textExact,
        @Nullable String model,
        @Nullable AnswerEnd end,
        @Nullable String reason,
        Arrival arrival,
        long firstTokenNanos,
        boolean firstToken,
        long events,
        long badEvents,
        boolean unhidden,
        boolean unread) {

    /** How it ended, all things considered: as it tells, else by who left first. */
    public AnswerEnd ending() {
        if (end != null) {
            return end;
        }
        if (unread && arrival == Arrival.COMPLETE) {
            return AnswerEnd.STOP;
        }
        return arrival == Arrival.OPEN ? AnswerEnd.DISCONNECT : AnswerEnd.CUT;
    }
}
