package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.Problem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What was found wrong so far. Confined to one thread. */
final class Problems {
    /** A generated file can be wrong a million times; a person reads this many. */
    static final int MAX_KEPT = 1000;

    private final List<Problem> kept = new ArrayList<>();
    private int count;

    void add(Problem problem) {
        count++;
        if (count <= MAX_KEPT) {
            kept.add(problem);
        }
    }

    /** Whether more will only be counted, so that no suggestion need be looked for. */
    boolean isFull() {
        return count >= MAX_KEPT;
    }

    void throwIfAny() throws ConfigurationException {
        if (count > 0) {
            throw new ConfigurationException(inOrder(), count - kept.size());
        }
    }

    private List<Problem> inOrder() {
        return kept.stream().sorted(Comparator.comparing(Problem::position)).toList();
    }
}
