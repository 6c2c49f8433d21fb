package io.zentinelproxy.launcher;

/** One line an event on standard error, for {@code System.Logger} and the libraries that log through java.util.logging. */
final class LogFormat {
    private static final String PROPERTY = "java.util.logging.SimpleFormatter.format";
    private static final String LINE = "%1$tFT%1$tT.%1$tL%1$tz %4$s %5$s%6$s%n";

    private LogFormat() {}

    /** Takes effect unless the user has set a format of their own. */
    static void install() {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(PROPERTY, LINE);
        }
    }
}
