package io.zentinelproxy.launcher.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the program can be told to do. A new verb is one constant here, and the compiler then asks for what it does. */
public enum Verb {
    RUN(
            "run",
            Takes.CONFIGURATION,
            List.of(Flag.VERBOSE, Flag.TEST, Flag.DAEMON, Flag.UPGRADE),
            new Manual(
                    "Serve a configuration until told to end.",
                    "Reads the configuration, binds every listener and serves. The line `ready` gives every bound address."
                            + " TERM or INT ends it: what runs is finished first; USR1 reopens the logs;"
                            + " with --upgrade another process ends it that has taken its place.",
                    List.of(Exit.FINE, Exit.REFUSED, Exit.MISUSED, Exit.NOT_STARTED),
                    List.of(
                            "zentinel run --config /etc/zentinel/zentinel.kdl",
                            "zentinel run --upgrade --config /etc/zentinel/zentinel.kdl"))),
    DEMO(
            "demo",
            Takes.NOTHING,
            List.of(Flag.VERBOSE),
            new Manual(
                    "Serve two origins of its own, on 127.0.0.1:8080.",
                    "Starts an echo and a model inside the process, puts the proxy before them, and prints what to try.",
                    List.of(Exit.FINE, Exit.MISUSED, Exit.NOT_STARTED),
                    List.of("zentinel demo"))),
    TEST(
            "test",
            Takes.CONFIGURATION,
            List.of(Flag.VERBOSE),
            new Manual(
                    "Check a configuration without serving it.",
                    "Reads and checks the whole configuration, and prints what it has or every mistake with its place."
                            + " Binds nothing, connects to nothing.",
                    List.of(Exit.FINE, Exit.REFUSED, Exit.MISUSED),
                    List.of("zentinel test --config zentinel.kdl"))),
    VALIDATE(
            "validate",
            Takes.CONFIGURATION,
            List.of(Flag.VERBOSE, Flag.SKIP_NETWORK, Flag.SKIP_FILES, Flag.SKIP_CERTS),
            new Manual(
                    "Check a configuration and the machine it is for.",
                    "Does what test does, then looks whether each listener's address can be bound, each target's name resolves"
                            + " and takes a connection within 2 s, and log files can be written. One line a check.",
                    List.of(Exit.FINE, "1:The configuration was refused, or a check failed.", Exit.MISUSED),
                    List.of(
                            "zentinel validate --config zentinel.kdl",
                            "zentinel validate -c zentinel.kdl --skip-network"))),
    LINT(
            "lint",
            Takes.CONFIGURATION,
            List.of(Flag.VERBOSE, Flag.DENY_WARNINGS),
            new Manual(
                    "Warn of what is allowed but seldom wanted.",
                    "Reads and checks the configuration, then prints a line for each thing that works but may not be meant,"
                            + " with a code; docs/cli.md explains the codes.",
                    List.of(
                            "0:There may be warnings.",
                            "1:The configuration was refused, or --deny-warnings was given and there is a warning.",
                            Exit.MISUSED),
                    List.of("zentinel lint --config zentinel.kdl --deny-warnings"))),
    KEYS(
            "keys",
            Takes.FILTER,
            List.of(),
            new Manual(
                    "Print every configuration key.",
                    "One line a key: path, type, unit, default, meaning, other spellings. With a word, only keys whose path"
                            + " contains it.",
                    List.of(Exit.FINE, Exit.MISUSED),
                    List.of("zentinel keys", "zentinel keys upstreams.upstream.timeouts"))),
    VERSION(
            "version",
            Takes.NOTHING,
            List.of(),
            new Manual(
                    "Print the version, and that of Java.",
                    "",
                    List.of(Exit.FINE, Exit.MISUSED),
                    List.of("zentinel version"))),
    /** What the image's AOT cache is trained with. */
    SELF_TEST("self-test", Takes.NOTHING, List.of(Flag.VERBOSE), null);

    /** What stands behind a verb besides flags. */
    enum Takes {
        NOTHING,
        CONFIGURATION,
        FILTER
    }

    private final String word;
    private final Takes takes;
    private final List<Flag> flags;
    private final @Nullable Manual manual;

    Verb(String word, Takes takes, List<Flag> flags, @Nullable Manual manual) {
        this.word = word;
        this.takes = takes;
        this.flags = flags;
        this.manual = manual;
    }

    /** The verb of this name, or null. */
    static @Nullable Verb of(String word) {
        for (Verb verb : values()) {
            if (verb.word.equals(word)) {
                return verb;
            }
        }
        return null;
    }

    /** Not in the list of verbs, and without a manual: for scripts of ours. */
    boolean isHidden() {
        return manual == null;
    }

    String word() {
        return word;
    }

    Takes takes() {
        return takes;
    }

    List<Flag> flags() {
        return flags;
    }

    @Nullable
    Manual manual() {
        return manual;
    }
}
