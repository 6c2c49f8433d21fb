package io.zentinelproxy.core.testkit;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** One thing an origin does after it has read a request head. Steps run in order on the connection's thread. */
public sealed interface Step {

    /** Sends these octets at once. */
    record Send(byte[] octets) implements Step {}

    /** Answers 200 with the request's head as it came, then its content if that has been read, as text. */
    record Echo() implements Step {}

    /** Sends one octet for each permit that the test releases. */
    record Drip(byte[] octets, Semaphore permits) implements Step {}

    /** Sends this many octets of {@link Pattern}, or as many as the peer takes before it goes away. */
    record SendPattern(long octets) implements Step {}

    /** Reads the request's content to its end. */
    record ReadBody() implements Step {}

    /** Reads this many octets of the connection, whatever their framing, and no more. */
    record ReadOctets(int count) implements Step {}

    /** Waits until the test counts the latch down. */
    record WaitFor(CountDownLatch latch) implements Step {}

    /** Reads on and throws away what comes until the peer closes or resets. */
    record AwaitClose() implements Step {}

    /** Ends the sending side. */
    record HalfClose() implements Step {}

    /** Closes the connection in order. */
    record Close() implements Step {}

    /** Closes the connection by a reset. */
    record Reset() implements Step {}

    /** Sends these characters as ISO-8859-1 octets. */
    static Step send(String octets) {
        return new Send(octets.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends only the first octets of what it set out to send. */
    static Step sendFirst(int count, String octets) {
        return send(octets.substring(0, count));
    }
}
