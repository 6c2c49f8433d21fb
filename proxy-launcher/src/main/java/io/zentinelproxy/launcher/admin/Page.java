package io.zentinelproxy.launcher.admin;

/**
 * An answer of the admin server.
 *
 * @param allow the value of the field Allow, or empty for none
 */
record Page(int status, String contentType, String content, String allow) {
    private static final String TEXT = "text/plain; charset=utf-8";

    /** A status with a line of text. */
    static Page text(int status, String line) {
        return new Page(status, TEXT, line + "\n", "");
    }

    static Page of(String contentType, String content) {
        return new Page(200, contentType, content, "");
    }

    /** RFC 9110 section 15.5.6 asks for the field Allow. */
    static Page methodNotAllowed(String allow) {
        return new Page(405, TEXT, "only " + allow + " are served here\n", allow);
    }
}
