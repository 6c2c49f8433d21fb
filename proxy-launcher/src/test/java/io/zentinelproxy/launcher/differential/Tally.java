package io.zentinelproxy.launcher.differential;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts of a run, and the first differences in full. */
final class Tally {
    /** Differences that are kept to be shown; all are counted. */
    private static final int MOST_SHOWN = 20;

    private final Map<String, Integer> refused = new TreeMap<>();
    private final Map<String, Integer> refusedByOrigins = new TreeMap<>();

    /** The first mutation of each kind of refusal by an origin, in case it is wondered at. */
    private final Map<String, Mutation> examples = new LinkedHashMap<>();

    private final List<String> shown = new ArrayList<>();
    private int understoodByAll;
    private int understoodBySome;
    private int unanswered;
    private int differences;

    void refused(Answer answer) {
        if (answer instanceof Answer.Refused(int status, String reason)) {
            refused.merge(status + " " + reason, 1, Integer::sum);
        }
    }

    void refusedBy(Origin origin, int status, Mutation mutation) {
        String what = origin.name() + " " + status;
        refusedByOrigins.merge(what, 1, Integer::sum);
        examples.putIfAbsent(what, mutation);
    }

    /** A request that went on, and that all who took it understood as the same. */
    void forwarded(boolean allTookIt) {
        if (allTookIt) {
            understoodByAll++;
        } else {
            understoodBySome++;
        }
    }

    /** A mutation that ended the connection without an answer. */
    void unanswered() {
        unanswered++;
    }

    void differ(Mutation mutation, String what, String answers) {
        differences++;
        if (shown.size() < MOST_SHOWN) {
            shown.add("mutation " + mutation.index() + ": " + what + "\n" + mutation.shown() + "\n    " + answers);
        }
    }

    int differences() {
        return differences;
    }

    int understoodByAll() {
        return understoodByAll;
    }

    int refusals() {
        return sum(refused);
    }

    /** The first differences, in words. */
    List<String> shown() {
        return List.copyOf(shown);
    }

    void print(PrintStream out) {
        row(out, "forwarded, understood as the same by all", understoodByAll);
        row(out, "forwarded, refused by some, the same to the others", understoodBySome);
        refusedByOrigins.forEach((what, count) -> row(out, "    " + what, count));
        row(out, "refused or answered by the proxy itself", sum(refused));
        refused.forEach((what, count) -> row(out, "    " + what, count));
        row(out, "mutations without an answer (cut off)", unanswered);
        row(out, "differences", differences);
        shown.forEach(out::println);
    }

    /** An example of each refusal by an origin. */
    void printExamples(PrintStream out) {
        examples.forEach(
                (what, mutation) -> out.println(what + ", mutation " + mutation.index() + ":\n" + mutation.shown()));
    }

    private static void row(PrintStream out, String what, int count) {
        out.printf("%-56s %,10d%n", what, count);
    }

    private static int sum(Map<String, Integer> counts) {
        return counts.values().stream().mapToInt(Integer::intValue).sum();
    }
}
