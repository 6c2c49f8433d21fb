package io.zentinelproxy.launcher.cli;

import org.jspecify.annotations.Nullable;

/** An option without a value. */
public enum Flag {
    VERBOSE("--verbose", null, "Log at level DEBUG: files read, listeners, connections refused."),
    TEST("--test", "-t", "Check the configuration and exit, as the command test does."),
    SKIP_NETWORK("--skip-network", null, "Do not bind listeners, resolve names or connect to targets."),
    SKIP_FILES("--skip-files", null, "Do not look at log files and directories."),
    SKIP_CERTS("--skip-certs", null, "Do not look whether certificates are in their time."),
    DENY_WARNINGS("--deny-warnings", null, "Exit with 1 when there is a warning."),

    /** The original's, refused with a word on what to do instead. */
    DAEMON("--daemon", "-d", ""),

    UPGRADE(
            "--upgrade",
            "-u",
            "Take the place of the process that serves: its sockets are taken over, and it drains and ends. Where there is none, start as usual.");

    private final String word;
    private final @Nullable String letter;
    private final String meaning;

    Flag(String word, @Nullable String letter, String meaning) {
        this.word = word;
        this.letter = letter;
        this.meaning = meaning;
    }

    String word() {
        return word;
    }

    /** All its spellings, short first. */
    String[] spellings() {
        return letter == null ? new String[] {word} : new String[] {letter, word};
    }

    String meaning() {
        return meaning;
    }

    /** Why it is never taken, or null where it is. */
    @Nullable
    String refusal() {
        return switch (this) {
            case DAEMON ->
                "--daemon is not supported: a JVM cannot detach itself; let systemd run it in the background, or append & in a shell";
            case UPGRADE, VERBOSE, TEST, SKIP_NETWORK, SKIP_FILES, SKIP_CERTS, DENY_WARNINGS -> null;
        };
    }
}
