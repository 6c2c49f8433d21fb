package io.zentinelproxy.core.testkit.dns;

/** What a {@link TestDns} does with questions. */
public enum Mood {
    /** Answers by its records. */
    WELL,
    /** Says nothing. */
    SILENT,
    SERVFAIL,
    REFUSED,
    /** Over UDP, says only that the answer is too long for it; answers over TCP. */
    TRUNCATING,
    /** Sends octets that are no message. */
    GARBAGE,
    /** Before each answer over UDP sends the same under another id, and one to another question, both with the address 127.9.9.9. */
    LYING_FIRST,
    /** Over UDP sends only answers under other ids, many of them; answers over TCP. */
    LYING,
    /** Does not understand EDNS: FORMERR where it is spoken. */
    OLD,
    /** Says only that others might know. */
    REFERRING
}
