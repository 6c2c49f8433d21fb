package io.zentinelproxy.core.testkit;

/**
 * One response as the client got it.
 *
 * @param version as sent, {@code HTTP/1.1}
 * @param head status line and field section as sent, with the empty line
 */
public record Reply(String version, int status, String reason, Fields fields, Body content, String head) {

    /** The content as ISO-8859-1. */
    public String body() {
        return content.text();
    }

    public Fields trailers() {
        return content.trailers();
    }

    /** Whether nothing of the content is missing. */
    public boolean complete() {
        return content.complete();
    }

    /** The one value of this field. Fails when there is none or more than one. */
    public String field(String name) {
        return fields.only(name);
    }

    public String statusLine() {
        return head.substring(0, head.indexOf('\r'));
    }
}
