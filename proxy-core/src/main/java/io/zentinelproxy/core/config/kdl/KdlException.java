package io.zentinelproxy.core.config.kdl;

import java.util.List;
import java.util.stream.Collectors;

/** A text that is not KDL, with everything that is wrong in it. */
public final class KdlException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient List<Problem> problems;

    KdlException(List<Problem> problems) {
        super(problems.stream().map(Problem::render).collect(Collectors.joining("\n")), null, false, false);
        this.problems = List.copyOf(problems);
    }

    /** In the order of the text, at least one. */
    public List<Problem> problems() {
        return problems;
    }
}
