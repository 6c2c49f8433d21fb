package io.zentinelproxy.launcher.certificates;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** Where in its time a certificate is now. */
public enum CertificateAge {
    NOT_YET_VALID,
    VALID,
    /** Will have ended within {@link #SOON}. */
    ENDS_SOON,
    EXPIRED;

    /** What renews by itself does so a month before (RFC 9773 section 4.2 names a third of 90 days). */
    public static final Duration SOON = Duration.ofDays(30);

    static CertificateAge of(X509Certificate certificate) {
        return of(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                Instant.now());
    }

    static CertificateAge of(Instant begin, Instant end, Instant now) {
        if (now.isBefore(begin)) {
            return NOT_YET_VALID;
        }
        if (now.isAfter(end)) {
            return EXPIRED;
        }
        // One that never lives for so long is in its last third instead.
        Duration third = Duration.between(begin, end).dividedBy(3);
        Duration soon = third.compareTo(SOON) < 0 ? third : SOON;
        return now.plus(soon).isAfter(end) ? ENDS_SOON : VALID;
    }
}
