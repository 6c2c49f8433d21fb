package io.zentinelproxy.core.upstream.dns;

import java.util.Locale;

/** How one question to one server ended, as metrics and log call it. */
public enum DnsResult {
    ANSWERED,
    /** NXDOMAIN: neither this name nor any below it is there (RFC 8020). */
    NO_SUCH_NAME,
    /** The name is there, without records of the type (RFC 2308 section 2.2). */
    NO_RECORDS,
    /** SERVFAIL, or a code that says no more. */
    SERVER_FAILURE,
    REFUSED,
    TIMED_OUT,
    UNREACHABLE,
    /** No message of DNS, or none that answers the question. */
    MALFORMED,
    /** More aliases behind each other than are followed, a circle perhaps. */
    TOO_MANY_ALIASES,
    /** Neither the configuration nor the machine names a server. */
    NO_SERVERS;

    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
