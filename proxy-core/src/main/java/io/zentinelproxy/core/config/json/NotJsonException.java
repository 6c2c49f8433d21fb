package io.zentinelproxy.core.config.json;

import io.zentinelproxy.core.config.kdl.Problem;

/** A text that is not JSON, with the first thing that is wrong in it. */
public final class NotJsonException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    NotJsonException(Problem problem) {
        super(problem.render(), null, false, false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
