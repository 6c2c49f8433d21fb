package io.zentinelproxy.launcher.cli;

/** What exit codes mean for most verbs. */
final class Exit {
    static final String FINE = "0:Fine.";
    static final String REFUSED = "1:The configuration was refused.";
    static final String MISUSED = "2:Wrong usage.";
    static final String NOT_STARTED = "3:An address could not be bound, or the start failed otherwise.";

    static final String KEYS_REFUSED = "1:The file of keys was refused, or has no such key.";
    static final String KEYS_UNWRITTEN = "3:The file could not be written.";

    private Exit() {}
}
