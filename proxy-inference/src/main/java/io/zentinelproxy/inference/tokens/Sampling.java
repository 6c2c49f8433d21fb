package io.zentinelproxy.inference.tokens;

import io.zentinelproxy.inference.tokens.Counting.Rest;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What texts count that are too much to be counted: they are laid end to end and divided into {@link #SAMPLES} equal stretches, and in each a
 * window at a random place, which no sender knows, stands for its stretch (stratified sampling). A window that cuts a piece counts a token too many
 * rather than too few.
 */
final class Sampling {
    static final int SAMPLES = 64;
    static final int WINDOW_CHARS = 256;

    private final List<Rest> rests;
    private final long length;

    Sampling(List<Rest> rests) {
        this.rests = rests;
        length = rests.stream().mapToLong(Rest::length).sum();
    }

    long estimate(Counting counting) {
        double tokens = 0;
        double stretch = Math.max(WINDOW_CHARS, (double) length / SAMPLES);
        int rest = 0;
        long before = 0;
        for (double start = 0; start < length; start += stretch) {
            double width = Math.min(stretch, length - start);
            double slack = Math.max(0, width - WINDOW_CHARS);
            long place = (long) (start + ThreadLocalRandom.current().nextDouble() * slack);
            while (place >= before + rests.get(rest).length()) {
                before += rests.get(rest++).length();
            }
            tokens += width * density(counting, rests.get(rest), (int) (place - before));
        }
        return (long) Math.ceil(tokens);
    }

    /** The tokens a character of the window at this place of a text; the text's last window if it ends before. */
    private static double density(Counting counting, Rest rest, int place) {
        String text = rest.text();
        int latest = Math.max(rest.from(), text.length() - WINDOW_CHARS);
        int from = Counting.wholeCharacters(text, Math.min(rest.from() + place, latest));
        int to = Counting.wholeCharacters(text, Math.min(text.length(), from + WINDOW_CHARS));
        return to == from ? 1 : (double) counting.block(text, from, to) / (to - from);
    }
}
