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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that read nothing take all connections to an origin: those that wait for one get it. */
class StalledReaderTest {
    private static final Piece PATIENT = Piece.listener("request-timeout-secs \"1h\"; min-response-rate 0");
    private static final Piece ONE =
            Piece.upstream("connection-pool { max-connections 1; }; timeouts { connect-secs 600; }");

    private final HandClock clock = new HandClock();

    @Test
    void aReaderThatStopsMakesRoomForARequestThatWaits(@TempDir Path folder) {
        LogFile log = new LogFile(folder.resolve("access.log"));
        long length = 100_000_000_000L;
        try (TestOrigin origin = TestOrigin.scripted(request -> request.target().equals("/short")
                        ? List.of(Step.send(Messages.OK))
                        : List.of(
                                Step.send(Messages.okWith("Content-Length: " + length + "\r\n", "")),
                                new Step.SendPattern(length)));
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, PATIENT, ONE, log.as("json"));
                RawClient hostile = RawClient.connectWithSmallWindow(proxy.address(), 4096);
                RawClient waiting = proxy.connect()) {
            hostile.send(Messages.GET).readHead();
            waiting.send(Messages.get("/short"));
            Thread served = Thread.startVirtualThread(waiting::read);
            for (int wait = 0; wait < 500 && served.isAlive(); wait++) {
                clock.advance(Duration.ofSeconds(1));
            }
            hostile.readToEnd();
            assertThat(hostile.wasReset()).isTrue();
            assertThat(log.awaitLines(2)).anyMatch(line -> line.contains("\"reason\":\"stalled_reader\""));
            assertThat(waiting.send(Messages.get("/short")).read().body()).isEqualTo("ok");
        }
    }
}
