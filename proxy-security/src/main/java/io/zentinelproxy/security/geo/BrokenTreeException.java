package io.zentinelproxy.security.geo;

/** A search tree that cannot be walked. Carries no stack trace: it is the file's fault. */
final class BrokenTreeException extends Exception {
    private static final long serialVersionUID = 1L;

    BrokenTreeException(String why) {
        super(why, null, false, false);
    }
}
