package io.zentinelproxy.launcher;

/** What the process's exit says. */
enum ExitCode {
    FINE(0),
    CONFIGURATION_REFUSED(1),
    WRONG_USAGE(2),
    CANNOT_START(3);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }
}
