package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.Problem;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** A configuration that is refused. Its message lists every problem with its place, so that it can be printed as it is. */
public final class ConfigurationException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient List<Problem> problems;
    private final transient List<Path> sought;

    /** @param uncounted problems found beyond those listed */
    ConfigurationException(List<Problem> problems, int uncounted) {
        super(message(problems, uncounted), null, false, false);
        this.problems = List.copyOf(problems);
        sought = List.of();
    }

    private ConfigurationException(ConfigurationException refused, Collection<Path> sought) {
        super(refused.getMessage(), null, false, false);
        problems = refused.problems;
        this.sought = List.copyOf(sought);
    }

    /** The same for a configuration in these files and folders. */
    ConfigurationException in(Collection<Path> filesAndFolders) {
        return new ConfigurationException(this, filesAndFolders);
    }

    /** Files that were read or are missing, and folders in which some were looked for: once one of them changes all may be well. */
    public List<Path> sought() {
        return sought;
    }

    /** By file and place, at least one. */
    public List<Problem> problems() {
        return problems;
    }

    private static String message(List<Problem> problems, int uncounted) {
        String listed = problems.stream().map(Problem::render).collect(Collectors.joining("\n"));
        return uncounted == 0 ? listed : listed + "\n... and " + uncounted + " more";
    }
}
