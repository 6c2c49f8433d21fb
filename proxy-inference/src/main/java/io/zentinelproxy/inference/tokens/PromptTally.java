package io.zentinelproxy.inference.tokens;

import io.zentinelproxy.inference.model.PromptPart;
import io.zentinelproxy.inference.tokens.PromptCount.Kind;
import java.util.List;

/** One prompt's count as it grows by its parts. One thread. */
final class PromptTally {
    private static final int PER_MESSAGE = 3;
    private static final int PER_NAME = 1;
    private static final int PER_REPLY = 3;

    /** What is reserved above a count of which a part was extrapolated. */
    private static final double EXTRAPOLATED = 1.25;

    private final String model;
    private final boolean own;
    private final Counting texts;
    private long fixed;
    private boolean hasMessages;
    private Kind kind = Kind.TEXT;

    /** @param own whether the texts are counted with the model's own vocabulary */
    PromptTally(String model, boolean own, Counting texts) {
        this.model = model;
        this.own = own;
        this.texts = texts;
    }

    /** How much text there is to count. */
    static long chars(List<PromptPart> prompt) {
        long chars = 0;
        for (PromptPart part : prompt) {
            chars += switch (part) {
                case PromptPart.Message message -> message.role().length();
                case PromptPart.Name name -> name.name().length();
                case PromptPart.Text text -> text.text().length();
                case PromptPart.Tool tool -> tool.json().length();
                case PromptPart.Image _, PromptPart.Opaque _, PromptPart.Tokens _ -> 0;
            };
        }
        return chars;
    }

    void add(PromptPart part) {
        switch (part) {
            case PromptPart.Message message -> {
                hasMessages = true;
                fixed += PER_MESSAGE;
                texts.add(message.role());
            }
            case PromptPart.Name name -> {
                fixed += PER_NAME;
                texts.add(name.name());
            }
            case PromptPart.Text text -> texts.add(text.text());
            case PromptPart.Tool tool -> {
                kind = Kind.MIXED;
                texts.add(tool.json());
            }
            case PromptPart.Image image -> {
                kind = Kind.MIXED;
                fixed += ImageTokens.of(model, image);
            }
            case PromptPart.Opaque _ -> kind = Kind.MIXED;
            case PromptPart.Tokens known -> fixed += known.count();
        }
    }

    /** The beginning of the answer, which every chat ends with. */
    void addReply() {
        fixed += hasMessages ? PER_REPLY : 0;
    }

    PromptCount count(Calibrations calibrations) {
        TokenCount text = texts.finish();
        long counted = fixed + text.tokens();
        boolean exact = text.exact() && kind == Kind.TEXT && own;
        Calibration calibration = calibrations.of(model, kind);
        long best = exact ? counted : calibration.estimate(counted);
        long bound = calibration.bound(text.exact() ? counted : (long) Math.ceil(counted * EXTRAPOLATED));
        return new PromptCount(model, kind, counted, best, exact, Math.max(best, bound));
    }
}
