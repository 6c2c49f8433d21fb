package io.zentinelproxy.inference.answer;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.zentinelproxy.inference.model.AnswerEnd;
import io.zentinelproxy.inference.model.Api;
import org.jspecify.annotations.Nullable;

/** Gathers what an answer tells, from its JSON or from the data of its events. Belongs to the thread of its exchange. */
final class AnswerReader implements JsonScan.Listener {
    /** Of the name of a model, or of a reason. */
    private static final int MAX_WORD = 256;

    private final Api api;
    private final boolean events;
    private final AnswerText text;
    private final UsageMerge usage = new UsageMerge();

    private boolean toldLast;
    private @Nullable String model;
    private @Nullable String reason;
    private @Nullable AnswerEnd reasonEnd;
    private @Nullable AnswerEnd end;
    private long firstTokenNanos;
    private boolean firstToken;
    private long eventCount;
    private long bad;

    /** Of the event that is being read. */
    private String type = "";

    private boolean usageHere;
    private boolean textHere;
    private boolean errorHere;
    private boolean choiceHere;
    private boolean topUsage;
    private boolean topUsageObject;
    private long topUsageFrom;
    private long topUsageTo;

    AnswerReader(Api api, boolean events, DeltaCounter counter) {
        this.api = api;
        this.events = events;
        text = new AnswerText(counter, events);
    }

    /** The next event begins; its type where a line tells it, else empty. */
    void begin(String named) {
        type = named;
        usageHere = false;
        textHere = false;
        errorHere = named.equals("error");
        choiceHere = false;
        topUsage = false;
        topUsageObject = false;
    }

    /** An event's data are complete: JSON, or not. */
    void ended(boolean json) {
        eventCount++;
        if (!json) {
            bad++;
        }
        settleOrder();
        if (errorHere) {
            end = AnswerEnd.ERROR;
        } else if (Words.isLast(type)) {
            last();
        } else if (api == Api.GENERIC && reasonEnd != null) {
            end = reasonEnd;
        }
    }

    /** OpenAI's {@code [DONE]}. */
    void done() {
        eventCount++;
        last();
    }

    private void last() {
        if (end == null) {
            end = reasonEnd == null ? AnswerEnd.STOP : reasonEnd;
        }
    }

    /** The JSON value that is the answer is complete, or the content is over without it. */
    void wholeEnded(boolean json) {
        settleOrder();
        if (!json) {
            bad++;
        } else if (errorHere) {
            end = AnswerEnd.ERROR;
        } else {
            last();
        }
    }

    /** A usage counts the text of its own event, wherever it stands in it. */
    private void settleOrder() {
        if (usageHere) {
            toldLast = true;
        } else if (textHere) {
            toldLast = false;
        }
    }

    @Override
    public void string(Shape shape, byte[] octets, int from, int to) {
        switch (shape.role) {
            case TEXT -> text(octets, from, to);
            case TYPED_TEXT -> {
                // Sound comes as base64, and costs other tokens than its letters.
                if (!type.endsWith("audio.delta")) {
                    text(octets, from, to);
                }
            }
            case ITEM_NAME -> {
                if (type.endsWith(".added")) {
                    text(octets, from, to);
                }
            }
            case MODEL -> {
                if (model == null && to > from) {
                    model = word(octets, from, to);
                }
            }
            case TYPE -> type(word(octets, from, to));
            case FINISH, DETAIL -> reason(word(octets, from, to));
            case STATUS -> status(word(octets, from, to));
            case NONE, ROOT, USAGE, EARLY_USAGE, TOP_USAGE, ERROR, CHOICE -> {}
        }
    }

    private void text(byte[] octets, int from, int to) {
        if (from == to) {
            return;
        }
        textHere = true;
        if (!firstToken) {
            firstToken = true;
            firstTokenNanos = System.nanoTime();
        }
        text.add(octets, from, to, !events && usageIsComplete());
    }

    private void type(String told) {
        type = told;
        errorHere |= told.equals("error");
    }

    private void reason(String told) {
        reason = told;
        reasonEnd = Words.end(told);
    }

    private void status(String told) {
        AnswerEnd meant = Words.status(told);
        // Its details may stand before it, and tell more.
        if (meant != null && reasonEnd == null) {
            reason = told;
            reasonEnd = meant;
        }
    }

    private static String word(byte[] octets, int from, int to) {
        return new String(octets, from, Math.min(to - from, MAX_WORD), UTF_8);
    }

    @Override
    public void number(Shape shape, long value) {
        usage.take(shape.slot, value);
    }

    @Override
    public void opened(Shape shape) {
        switch (shape.role) {
            case ERROR -> errorHere = true;
            case CHOICE -> choiceHere = true;
            case USAGE -> usageHere = true;
            case TOP_USAGE -> {
                usageHere = true;
                topUsageObject = true;
            }
            case NONE, ROOT, TEXT, TYPED_TEXT, ITEM_NAME, MODEL, TYPE, FINISH, STATUS, DETAIL, EARLY_USAGE -> {}
        }
    }

    @Override
    public void closed(Shape shape, long keyFrom, long valueTo) {
        if (shape.role == Shape.Role.TOP_USAGE) {
            topUsage = true;
            topUsageFrom = keyFrom;
            topUsageTo = valueTo;
        }
    }

    /** Whether the event has a {@code usage} at its top level, be it null. */
    boolean hasTopUsage() {
        return topUsage;
    }

    long topUsageFrom() {
        return topUsageFrom;
    }

    long topUsageTo() {
        return topUsageTo;
    }

    /** Whether the event tells a usage and nothing else. */
    boolean isUsageAlone() {
        return topUsageObject && !choiceHere;
    }

    private boolean usageIsComplete() {
        // A 0 beside what was written is none, whoever tells it; and a prompt of no tokens there is not.
        boolean output = usage.isOutputPositive() || api == Api.EMBEDDINGS || usage.outputTold() && text.isEmpty();
        return usage.isInputPositive() && output && (toldLast || usageHere);
    }

    AnswerFacts facts(Arrival arrival, boolean unhidden, boolean unread) {
        boolean complete = usageIsComplete();
        if (!complete) {
            text.countKept();
        }
        return new AnswerFacts(
                usage.usage(),
                complete,
                text.tokens(),
                text.isExact(),
                model,
                end,
                reason,
                arrival,
                firstTokenNanos,
                events && firstToken,
                eventCount,
                bad,
                unhidden,
                unread);
    }
}
