package io.zentinelproxy.core.config;

import java.nio.file.Path;

/** Where the lines of a log go. */
public sealed interface LogPlace {

    /** A file that lines are appended to; reopened on the signal USR1. */
    record File(Path path) implements LogPlace {}

    /** A standard stream of the process. */
    enum Stream implements LogPlace {
        STDOUT,
        STDERR
    }
}
