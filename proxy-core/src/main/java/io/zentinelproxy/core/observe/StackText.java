package io.zentinelproxy.core.observe;

import org.jspecify.annotations.Nullable;

/** An exception with its causes as text of bounded length: what it is, and the frames that tell where. */
final class StackText {
    private static final int MOST_CAUSES = 4;
    private static final int MOST_FRAMES = 24;

    private StackText() {}

    static String of(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        @Nullable Throwable at = thrown;
        for (int i = 0; i < MOST_CAUSES && at != null; i++) {
            text.append(i == 0 ? "" : "\ncaused by ").append(oneLine(at));
            frames(at.getStackTrace(), text);
            at = at.getCause();
        }
        return text.toString();
    }

    /** Whoever made the message cannot make it look like frames. */
    private static String oneLine(Throwable thrown) {
        return thrown.toString().replace('\n', ' ');
    }

    private static void frames(StackTraceElement[] frames, StringBuilder text) {
        for (int i = 0; i < Math.min(frames.length, MOST_FRAMES); i++) {
            text.append("\nat ").append(frames[i]);
        }
        if (frames.length > MOST_FRAMES) {
            text.append("\n... ").append(frames.length - MOST_FRAMES).append(" more");
        }
    }
}
