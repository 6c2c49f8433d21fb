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

    /** What came of one request behind one origin. */
    private record Told(Origin by, Answer answer) {}

    /** @param answers to one mutation, by origin */
    void add(Mutation mutation, List<List<Answer>> answers) {
        int requests = requests(answers);
        if (!answers.stream().allMatch(one -> one.size() == requests || endsEarly(one, requests))) {
            tally.differ(mutation, "not the same number of answers", shown(answers));
            return;
        }
        if (requests == 0) {
            tally.unanswered();
        }
        for (int request = 0; request < requests; request++) {
            addRequest(mutation, told(request, answers));
        }
    }

    private static int requests(List<List<Answer>> answers) {
        return answers.stream()
                .filter(one -> one.isEmpty() || !(one.getLast() instanceof Answer.OriginRefused))
                .mapToInt(List::size)
                .findFirst()
                .orElseGet(() -> answers.stream().mapToInt(List::size).min().orElseThrow());
    }

    /**
     * An origin need not wait for the rest of a request to refuse it, even if that never comes. If the rest is not through yet, the
     * proxy ends the client's connection then, and what is behind gets no answer.
     */
    private static boolean endsEarly(List<Answer> answers, int requests) {
        return !answers.isEmpty()
                && answers.size() <= requests + 1
                && answers.getLast() instanceof Answer.OriginRefused;
    }

    private List<Told> told(int request, List<List<Answer>> answers) {
        List<Told> told = new ArrayList<>();
        for (int origin = 0; origin < answers.size(); origin++) {
            if (request < answers.get(origin).size()) {
                told.add(new Told(origins.get(origin), answers.get(origin).get(request)));
            }
        }
        return told;
    }

    private void addRequest(Mutation mutation, List<Told> told) {
        List<Answer> answers = told.stream().map(Told::answer).toList();
        if (answers.stream().allMatch(Answer::wasForwarded)) {
            addForwarded(mutation, told);
        } else if (answers.stream().allMatch(Answer::isRefusal)) {
            // Where an origin was faster than the proxy to refuse content, its answer is what the client got.
            answers.stream()
                    .filter(Answer.Refused.class::isInstance)
                    .findFirst()
                    .ifPresent(tally::refused);
        } else {
            tally.differ(mutation, "not the same to all", shown(List.of(answers)));
        }
    }

    private void addForwarded(Mutation mutation, List<Told> told) {
        List<Understood> understood = new ArrayList<>();
        for (Told one : told) {
            if (one.answer() instanceof Answer.Echo(Understood request)) {
                understood.add(request);
                checkPath(mutation, one.by(), request);
            } else if (one.answer() instanceof Answer.OriginRefused(int status)) {
                tally.refusedBy(one.by(), status, mutation);
            }
        }
        if (understood.stream().map(Understood::meaning).distinct().count() > 1) {
            tally.differ(mutation, "not understood as the same", shown(List.of(told)));
        } else {
            tally.forwarded(understood.size() == origins.size());
        }
    }

    private void checkPath(Mutation mutation, Origin origin, Understood request) {
        boolean same = request.path().equals("-") || request.path().equals(origin.expectedPath(request.target()));
        if (!same) {
            String paths = Mutation.shown(request.target() + " -> " + request.path());
            tally.differ(mutation, origin.name() + " looks up another path", paths);
        }
    }

    private static String shown(List<? extends List<?>> answers) {
        return answers.stream().map(one -> Mutation.shown(one.toString())).collect(Collectors.joining("\n    "));
    }
}
