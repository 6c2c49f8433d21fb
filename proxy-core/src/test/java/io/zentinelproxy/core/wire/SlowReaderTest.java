package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slow read: a client that does not take its answer holds the origin, buffers of ours and the kernel's. */
class SlowReaderTest {

    private static final int WINDOW = 4096;

    private final HandClock clock = new HandClock();

    /** The timeout of one write would let it stay for an hour; what the kernel took before paid for a fraction of a second. */
    @Test
    void readerThatStopsIsResetAndTheOriginFreed(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (TestOrigin origin = endless();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        clock,
                        Piece.listener("request-timeout-secs \"1h\"; min-response-rate \"16MB\""),
                        log.as("json"));
                RawClient client = RawClient.connectWithSmallWindow(proxy.address(), WINDOW)) {
            client.send(Messages.GET).readHead();
            advanceUntilClosed(origin);
            client.readToEnd();
            assertThat(client.wasReset()).isTrue();
            assertThat(log.awaitOnlyLine().text("reason")).isEqualTo("late_reader");
        }
    }

    @Test
    void readerThatStopsIsLeftAloneWhereNoRateIsAsked() {
        try (TestOrigin origin = endless();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, clock, Piece.listener("request-timeout-secs \"1h\"; min-response-rate 0"));
                RawClient client = RawClient.connectWithSmallWindow(proxy.address(), WINDOW)) {
            client.send(Messages.GET).readHead();
            for (int wait = 0; wait < 20; wait++) {
                clock.advance(Duration.ofMinutes(1));
            }
            assertThat(client.readRaw(10_000_000)).hasSize(10_000_000);
        }
    }

    /** In all it takes far longer than grace and timeout, but it takes. */
    @Test
    void readerThatTakesItsTimeIsServed() {
        int length = 20_000_000;
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send(Messages.okWith("Content-Length: " + length + "\r\n", "")),
                        new Step.SendPattern(length));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock);
                RawClient client = RawClient.connectWithSmallWindow(proxy.address(), WINDOW)) {
            client.send(Messages.GET).readHead();
            for (int part = 0; part < 10; part++) {
                clock.advance(Duration.ofSeconds(20));
                client.readRaw(length / 10);
            }
            assertThat(client.send(Messages.get("/next")).readHead().status()).isEqualTo(200);
        }
    }

    private void advanceUntilClosed(TestOrigin origin) {
        Thread waiting = Thread.startVirtualThread(() -> origin.awaitConnectionClosed(0));
        for (int wait = 0; wait < 100 && waiting.isAlive(); wait++) {
            clock.advance(Duration.ofSeconds(1));
        }
        origin.awaitConnectionClosed(0);
    }

    private static TestOrigin endless() {
        long length = 100_000_000_000L;
        return TestOrigin.doing(
                Step.send(Messages.okWith("Content-Length: " + length + "\r\n", "")), new Step.SendPattern(length));
    }
}
