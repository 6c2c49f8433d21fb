package io.zentinelproxy.security.file;

import java.nio.file.Path;

/** A list or database that is not taken: where and why in one line. Carries no stack trace: it is the file's fault. */
public final class BadFileException extends Exception {
    private static final long serialVersionUID = 1L;

    private BadFileException(String message) {
        super(message, null, false, false);
    }

    public static BadFileException of(Path file, String why) {
        return new BadFileException(file + ": " + why);
    }

    /** @param line from 1 */
    public static BadFileException at(Path file, int line, String why) {
        return new BadFileException(file + ":" + line + ": " + why);
    }

    public String reason() {
        String message = getMessage();
        return message == null ? "cannot be read" : message;
    }
}
