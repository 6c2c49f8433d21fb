package io.zentinelproxy.launcher.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Compares what the origins made of the same mutation, and counts. */
final class Comparison {
    private final List<Origin> origins;
    private final Tally tally;

    Comparison(List<Origin> origins, Tally tally) {
        this.origins = origins;
        this.tally = tally;
    }

    /** @param answers to one mutation, by origin */
    void add(Mutation mutation, List<List<Answer>> answers) {
        int requests = answers.stream().mapToInt(List::size).min().orElseThrow();
        if (!answers.stream().allMatch(one -> one.size() == requests || isEarlyRefusal(one, requests))) {
            tally.differ(mutation, "not the same number of answers", shown(answers));
            return;
        }
        if (requests == 0) {
            tally.unanswered();
        }
        for (int at = 0; at < requests; at++) {
            int request = at;
            addRequest(mutation, answers.stream().map(one -> one.get(request)).toList());
        }
    }

    /** An origin need not wait for the rest of a request, which never comes, to refuse it. */
    private static boolean isEarlyRefusal(List<Answer> answers, int requests) {
        return answers.size() == requests + 1 && answers.getLast() instanceof Answer.OriginRefused;
    }

    private void addRequest(Mutation mutation, List<Answer> answers) {
        if (answers.stream().allMatch(Answer::isRefusal) && answers.getFirst() instanceof Answer.Refused refused) {
            // Where an origin was faster than the proxy to refuse content, its answer is what the client got.
            tally.refused(refused);
        } else if (answers.stream().allMatch(Answer::wasForwarded)) {
            addForwarded(mutation, answers);
        } else {
            tally.differ(mutation, "not the same to all", shown(List.of(answers)));
        }
    }

    private void addForwarded(Mutation mutation, List<Answer> answers) {
        List<Understood> understood = new ArrayList<>();
        for (int origin = 0; origin < answers.size(); origin++) {
            if (answers.get(origin) instanceof Answer.Echo(Understood told)) {
                understood.add(told);
                checkPath(mutation, origins.get(origin), told);
            } else if (answers.get(origin) instanceof Answer.OriginRefused(int status)) {
                tally.refusedBy(origins.get(origin), status, mutation);
            }
        }
        if (understood.stream().map(Understood::meaning).distinct().count() > 1) {
            tally.differ(mutation, "not understood as the same", shown(List.of(answers)));
        } else {
            tally.forwarded(understood.size() == answers.size());
        }
    }

    private void checkPath(Mutation mutation, Origin origin, Understood told) {
        boolean same = told.path().equals("-") || told.path().equals(origin.expectedPath(told.target()));
        if (!same) {
            tally.differ(mutation, origin.name() + " looks up another path", Mutation.shown(told.target() + " -> " + told.path()));
        }
    }

    private static String shown(List<List<Answer>> answers) {
        return answers.stream().map(one -> Mutation.shown(one.toString())).collect(Collectors.joining("\n    "));
    }
}
