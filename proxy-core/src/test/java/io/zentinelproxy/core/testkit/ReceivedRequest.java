package io.zentinelproxy.core.testkit;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One request as an origin got it. The head is there from the start, the content once the origin has read it. Any thread.
 *
 * @param connection which of the origin's connections it came on, the first is 0
 * @param head request line and field section as they came, with the empty line
 * @param arriving the content, filled in by the origin's thread
 */
public record ReceivedRequest(
        int connection,
        String method,
        String target,
        String version,
        Fields fields,
        String head,
        CompletableFuture<Body> arriving) {

    static ReceivedRequest of(int connection, String requestLine, List<String> fieldLines) {
        String[] parts = requestLine.split(" ", 3);
        String head =
                requestLine + "\r\n" + (fieldLines.isEmpty() ? "" : String.join("\r\n", fieldLines) + "\r\n") + "\r\n";
        return new ReceivedRequest(
                connection,
                parts[0],
                parts.length > 1 ? parts[1] : "",
                parts.length > 2 ? parts[2] : "",
                Fields.parse(fieldLines),
                head,
                new CompletableFuture<>());
    }

    /** The content. Waits until the origin has read it. */
    public Body content() {
        try {
            return arriving.get(Wire.HANG_GUARD.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException missing) {
            throw new AssertionError("the origin has not read the content of " + Wire.quoted(head), missing);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stop);
        }
    }

    /** The content as ISO-8859-1. Waits until the origin has read it. */
    public String body() {
        return content().text();
    }

    /** The one value of this field. Fails when there is none or more than one. */
    public String field(String name) {
        return fields.only(name);
    }

    Body.Framing framing() {
        if (fields.has("Transfer-Encoding")) {
            return Body.Framing.CHUNKED;
        }
        return fields.has("Content-Length") ? Body.Framing.LENGTH : Body.Framing.NONE;
    }

    Body readBody(Wire wire) {
        long length = framing() == Body.Framing.LENGTH ? Long.parseLong(field("Content-Length")) : 0;
        Body body = Body.read(wire, framing(), length);
        arriving.complete(body);
        return body;
    }
}
