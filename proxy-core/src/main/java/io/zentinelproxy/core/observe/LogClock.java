package io.zentinelproxy.core.observe;

/** The times last written in a stripe, taken apart anew only when the second changes. Guarded by the lock of its stripe. */
final class LogClock {
    private final Rfc3339Time rfc3339 = new Rfc3339Time();
    private final ApacheTime apache = new ApacheTime();

    Rfc3339Time rfc3339() {
        return rfc3339;
    }

    ApacheTime apache() {
        return apache;
    }
}
