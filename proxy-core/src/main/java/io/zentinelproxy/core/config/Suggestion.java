package io.zentinelproxy.core.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The word that somebody probably meant. */
public final class Suggestion {
    /** A longer word is no slip of the finger, and comparing it costs the square of its length. */
    private static final int MAX_WORD_CHARS = 64;

    /** Names of a generated file; comparing all of them for each problem would take longer than reading it. */
    private static final int MAX_CANDIDATES = 1000;

    private static final int MIN_SHARED_START = 4;

    private Suggestion() {}

    /** The nearest of some words by edits, else by a shared beginning; null where none is near. */
    public static @Nullable String nearest(String word, Collection<String> candidates) {
        if (word.length() > MAX_WORD_CHARS || candidates.size() > MAX_CANDIDATES) {
            return null;
        }
        String best = null;
        int bestEdits = Math.max(2, word.length() / 3) + 1;
        for (String candidate : candidates) {
            int edits = edits(normal(word), normal(candidate));
            if (edits < bestEdits && edits < candidate.length()) {
                best = candidate;
                bestEdits = edits;
            }
        }
        return best != null ? best : sharingItsStart(word, candidates);
    }

    private static @Nullable String sharingItsStart(String word, Collection<String> candidates) {
        String best = null;
        int bestShared = Math.max(MIN_SHARED_START, word.length() / 2 + 1) - 1;
        for (String candidate : candidates) {
            int shared = sharedStart(normal(word), normal(candidate));
            if (shared > bestShared) {
                best = candidate;
                bestShared = shared;
            }
        }
        return best;
    }

    private static String normal(String word) {
        return word.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static int sharedStart(String a, String b) {
        int shared = 0;
        while (shared < Math.min(a.length(), b.length()) && a.charAt(shared) == b.charAt(shared)) {
            shared++;
        }
        return shared;
    }

    /** Optimal string alignment distance: insertions, deletions, changes, and swaps of neighbours. */
    private static int edits(String a, String b) {
        int[] beforePrevious = new int[b.length() + 1];
        int[] previous = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                current[j] = Math.min(previous[j - 1] + change, Math.min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
                }
            }
            int[] spare = beforePrevious;
            beforePrevious = previous;
            previous = current;
            current = spare;
        }
        return previous[b.length()];
    }
}
