package io.zentinelproxy.security.redis;

/** A server says that we may not: it will not say otherwise before somebody changes something. */
final class DeniedException extends Exception {
    private static final long serialVersionUID = 1;

    DeniedException(String message) {
        super(message, null, false, false);
    }
}
