package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/** A stream may be quiet for as long as the upstream's {@code read} says, 30 s by default: nobody keeps us waiting but its origin. */
class QuietEventStreamTest {

    private static final byte[] EVENTS = "abcdefghijklmnopqrstuvwxyz".getBytes(StandardCharsets.US_ASCII);

    /** How one event reaches the client. */
    private static final String CHUNK = "00001\r\na\r\n";

    private final HandClock clock = new HandClock();
    private final Semaphore events = new Semaphore(0);

    private TestOrigin stream() {
        return TestOrigin.doing(
                Step.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"),
                new Step.Drip(EVENTS, events),
                new Step.AwaitClose());
    }

    @Test
    void streamThatIsQuietForLongerThanAnyGraceGoesOn() {
        try (TestOrigin origin = stream();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).readHead();
            for (int event = 0; event < 10; event++) {
                clock.advance(Duration.ofSeconds(25));
                events.release();
                assertThat(client.readRaw(CHUNK.length())).contains(EVENTS[event]);
            }
        }
    }

    @Test
    void streamThatIsQuietForLongerThanTheOriginMayIsBrokenOff() {
        try (TestOrigin origin = stream();
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).readHead();
            assertThat(clock.advanceDuring(client::awaitClosed, Duration.ofSeconds(31)))
                    .as("without a last chunk")
                    .isTrue();
        }
    }

    /** Where the operator asks the origin for a rate, 30 s of waiting and a thousandth of a second for each octet are all it has. */
    @Test
    void originThatDripsIsBrokenOffWhereARateIsAsked() {
        try (TestOrigin origin = stream();
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, clock, Piece.upstream("timeouts { min-response-rate 1000; }"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).readHead();
            events.release();
            client.readRaw(CHUNK.length());
            for (int event = 0; event < 10; event++) {
                clock.advance(Duration.ofSeconds(20));
                events.release();
            }
            assertThat(client.readToEnd()).asString().as("no last chunk").doesNotContain("0\r\n\r\n");
            origin.awaitConnectionClosed(0);
        }
    }

    /** The time of {@code read} is for a head as a whole: one octet now and then does not move it. */
    @Test
    void originThatDripsItsHeadTimesOut() {
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send("HTTP/1.1 200 OK\r\nX: "), new Step.Drip(EVENTS, events), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            origin.awaitRequests(1);
            for (int wait = 0; wait < 10; wait++) {
                events.release();
                clock.advance(Duration.ofSeconds(10));
            }
            assertThat(client.read().status()).isEqualTo(504);
        }
    }
}
