package io.zentinelproxy.core.testkit.h2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** One thing an origin does for a request after it has got its head. Steps run in order, on a thread of the request's own. */
public sealed interface H2Step {

    /** HEADERS in one frame; names and values by turns. */
    record Section(List<String> fields, boolean end) implements H2Step {}

    /** DATA as the client's windows allow. */
    record Content(byte[] octets, boolean end) implements H2Step {}

    /** So many octets of {@link io.zentinelproxy.core.testkit.Pattern}, as the client's windows allow. */
    record SendPattern(long octets, boolean end) implements H2Step {}

    /** One DATA frame of one octet for each permit that the test releases; the stream stays open. */
    record Drip(byte[] octets, Semaphore permits) implements H2Step {}

    /** Frames as they are, on whatever stream. */
    record Frames(List<H2Frame> frames) implements H2Step {}

    /** Octets as they are. */
    record Raw(byte[] octets) implements H2Step {}

    /** Waits for the end of the request's content. */
    record ReadContent() implements H2Step {}

    /** Waits until the test counts the latch down. */
    record WaitFor(CountDownLatch latch) implements H2Step {}

    /** Waits until the client resets the stream. */
    record AwaitReset() implements H2Step {}

    /** Waits until the client closes the connection. */
    record AwaitClose() implements H2Step {}

    /** Answers 200 with the request's head, a line a field, an empty line, and its content if that has come. */
    record Echo() implements H2Step {}

    record Reset(H2Code code) implements H2Step {}

    record GoAway(int lastStream, H2Code code) implements H2Step {}

    /** Closes the connection in order. */
    record Close() implements H2Step {}

    /** Closes the connection by a reset. */
    record Abort() implements H2Step {}

    /** Whatever else a test has in mind. */
    record Do(Consumer<H2Request> what) implements H2Step {}

    /** A head with this status, content follows. */
    static H2Step head(int status, String... fields) {
        return section(status, false, fields);
    }

    /** A head with this status, which is the whole answer. */
    static H2Step only(int status, String... fields) {
        return section(status, true, fields);
    }

    private static H2Step section(int status, boolean end, String... fields) {
        List<String> all = new ArrayList<>(List.of(":status", Integer.toString(status)));
        all.addAll(List.of(fields));
        return new Section(all, end);
    }

    /** Field section that ends the stream. */
    static H2Step trailers(String... fields) {
        return new Section(List.of(fields), true);
    }

    /** Content, and more follows. */
    static H2Step content(String text) {
        return new Content(text.getBytes(StandardCharsets.ISO_8859_1), false);
    }

    static H2Step lastContent(String text) {
        return new Content(text.getBytes(StandardCharsets.ISO_8859_1), true);
    }

    /** Reads the request, then answers with this. */
    static List<H2Step> answer(int status, String content) {
        return List.of(
                new ReadContent(),
                head(status, "content-length", Integer.toString(content.length())),
                lastContent(content));
    }

    static H2Step frames(H2Frame... frames) {
        return new Frames(List.of(frames));
    }
}
