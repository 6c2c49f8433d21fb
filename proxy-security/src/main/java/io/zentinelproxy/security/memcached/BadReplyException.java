package io.zentinelproxy.security.memcached;

import java.io.IOException;

/** What came is no reply of memcached, or not one to what was asked, or an error. The connection cannot be used any more. */
final class BadReplyException extends IOException {
    private static final long serialVersionUID = 1;

    BadReplyException(String message) {
        super(message);
    }

    /** In an outage there are many. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
