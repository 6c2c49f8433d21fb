package io.zentinelproxy.launcher.cli;

/** What exit codes mean for most verbs. */
final class Exit {
    static final String FINE = "0:Fine.";
    static final String REFUSED = "1:The configuration was refused.";
    static final String MISUSED = "2:Wrong usage.";
    static final String NOT_STARTED = "3:An address could not be bound, or the start failed otherwise.";

    private Exit() {}
}
