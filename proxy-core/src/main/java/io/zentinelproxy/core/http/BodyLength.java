package io.zentinelproxy.core.http;

/** How the content of a message is delimited (RFC 9112 section 6.3). */
public sealed interface BodyLength {
    /** There is no content, whatever the fields say: HEAD, 1xx, 204, 304, or a request without framing fields. */
    BodyLength NONE = new None();

    /** Chunked coding, or HTTP/2 frames without a declared length. */
    BodyLength CHUNKED = new Chunked();

    /** All until the sender closes; only in answers. */
    BodyLength UNTIL_CLOSE = new UntilClose();

    /** The declared length; 0 where none is declared. */
    default long octetsOrZero() {
        return this instanceof Fixed fixed ? fixed.octets() : 0;
    }

    /** No content. */
    record None() implements BodyLength {}

    /** @param octets the declared length, at least 0 */
    record Fixed(long octets) implements BodyLength {}

    /** Delimited by the chunked coding. */
    record Chunked() implements BodyLength {}

    /** Delimited by the end of the connection. */
    record UntilClose() implements BodyLength {}
}
