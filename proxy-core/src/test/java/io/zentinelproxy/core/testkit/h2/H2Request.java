package io.zentinelproxy.core.testkit.h2;

import io.zentinelproxy.core.testkit.Fields;

/**
 * One request as an origin got it. The head is there from the start.
 *
 * @param connection it came on
 */
public record H2Request(H2OriginConnection connection, H2Stream stream, Fields head) {
    public String method() {
        return head.only(":method");
    }

    public String path() {
        return head.only(":path");
    }

    public String authority() {
        return head.only(":authority");
    }

    public String scheme() {
        return head.only(":scheme");
    }

    /** Without pseudo-fields. */
    public Fields fields() {
        return H2Stream.withoutPseudo(head);
    }

    /** The one value of this field. Fails when there is none or more than one. */
    public String field(String name) {
        return head.only(name);
    }

    /** The content. Waits for its end, however that comes. */
    public H2Content content() {
        return stream.awaitEnd();
    }

    public String body() {
        return content().text();
    }

    /** What came after the content. Waits for its end. */
    public Fields trailers() {
        stream.awaitEnd();
        synchronized (connection.lock) {
            return stream.sections().size() > 1 ? stream.sections().get(1) : Fields.NONE;
        }
    }

    /** Waits until the client has reset the stream. */
    public H2Code awaitReset() {
        return stream.awaitReset();
    }
}
