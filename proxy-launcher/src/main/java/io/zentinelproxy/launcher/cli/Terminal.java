package io.zentinelproxy.launcher.cli;

import java.io.Console;

/** Whether somebody looks at what is printed. */
final class Terminal {
    private Terminal() {}

    /** Only on a terminal, and not where NO_COLOR (no-color.org) or a dumb terminal says otherwise. */
    static boolean takesColours() {
        String noColour = System.getenv("NO_COLOR");
        Console console = System.console();
        return console != null
                && console.isTerminal()
                && (noColour == null || noColour.isEmpty())
                && !"dumb".equals(System.getenv("TERM"));
    }
}
