package io.zentinelproxy.inference.tokens;

/**
 * How many tokens a model has written so far, fed with what arrives. What lies behind a place where a text may be cut is counted for good;
 * the rest, which the next delta may yet change, is kept. After all deltas of a text, however it was cut into them, the count is that of the
 * whole text, as long as it has a {@linkplain Boundaries boundary} every {@link #MAX_TAIL_CHARS} characters, which prose and code of all
 * languages have; else every cut may add one token or two. One thread.
 */
public final class RunningCount {
    /** Characters that are kept at most, to be counted anew with what follows them. */
    public static final int MAX_TAIL_CHARS = 512;

    /** From here on what can be counted for good is. */
    private static final int SETTLED_CHARS = 64;

    private final String model;
    private final Calibration calibration;
    private final TokenCounter counter;
    private final StringBuilder tail = new StringBuilder(2 * SETTLED_CHARS);
    private long settled;
    private int searched;
    private int tailTokens;
    private boolean tailCounted = true;

    RunningCount(String model, Calibration calibration, TokenCounter counter) {
        this.model = model;
        this.calibration = calibration;
        this.counter = counter;
    }

    /** What the model has written next; of any length. */
    public void add(CharSequence delta) {
        int from = 0;
        while (from < delta.length()) {
            int to = Math.min(delta.length(), from + MAX_TAIL_CHARS);
            tail.append(delta, from, to);
            from = to;
            settle();
        }
    }

    /** The plain count of the texts so far, with the vocabulary of the model or the one that stands in for it. */
    public long counted() {
        if (!tailCounted) {
            tailTokens = count(tail.length());
            tailCounted = true;
        }
        return settled + tailTokens;
    }

    /** The count in tokens of the model: the plain count times what has been learned of other models than OpenAI's. */
    public long tokens() {
        return calibration.estimate(counted());
    }

    String model() {
        return model;
    }

    /** Characters that are kept. */
    int kept() {
        return tail.length();
    }

    private void settle() {
        tailCounted = false;
        if (tail.length() < SETTLED_CHARS) {
            return;
        }
        int cut = Boundaries.last(tail, searched, tail.length());
        if (cut == searched) {
            searched = tail.length() - 1;
            cut = tail.length() < MAX_TAIL_CHARS ? 0 : wholeCharacters();
        }
        if (cut > 0) {
            settled += count(cut);
            tail.delete(0, cut);
            searched = 0;
        }
    }

    private int wholeCharacters() {
        int last = tail.length() - 1;
        return Character.isHighSurrogate(tail.charAt(last)) ? last : tail.length();
    }

    private int count(int to) {
        return to == 0 ? 0 : counter.count(tail.substring(0, to)).tokens();
    }
}
