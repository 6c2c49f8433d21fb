package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A call of gRPC says how long its caller waits: {@code grpc-timeout} bounds the exchange, over all that the route allows. */
class GrpcTimeoutTest {

    private static final Piece PATIENT = Piece.upstream("timeouts { read 3600; }");

    @ParameterizedTest
    @CsvSource({"2H,7200", "2M,120", "7S,7", "7000m,7", "7000000u,7", "99999999n,0.1"})
    void theCallEndsWhenItsCallerNoLongerWaits(String timeout, double seconds) {
        HandClock clock = new HandClock();
        Duration given = Duration.ofMillis((long) (seconds * 1000));
        Piece patient = Piece.upstream("timeouts { read 86400; }");
        try (TestOrigin origin = TestOrigin.doing(new Step.ReadBody(), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, patient);
                RawClient client = proxy.connect()) {
            client.send(Messages.getWith("grpc-timeout: " + timeout + "\r\n"));
            origin.awaitRequests(1);
            clock.advance(given.minusMillis(50));
            assertThat(origin.openConnections()).isEqualTo(1);
            clock.advance(Duration.ofMillis(100));
            assertThat(client.read().status()).isEqualTo(504);
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void theShorterTimeOfTheTwoHolds() {
        HandClock clock = new HandClock();
        Piece ten = Piece.upstream("timeouts { read 3600; request 10; }");
        try (TestOrigin origin = TestOrigin.doing(new Step.ReadBody(), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, ten);
                RawClient client = proxy.connect()) {
            client.send(Messages.getWith("grpc-timeout: 1H\r\n"));
            origin.awaitRequests(1);
            clock.advance(Duration.ofSeconds(11));
            assertThat(client.read().status()).isEqualTo(504);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "S", "1x", "-1S", "1 S", "999999999n", "1s", "+1S", "99999999H"})
    void whatIsNoTimeIsLeftToTheOrigin(String timeout) {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.doing(new Step.ReadBody(), new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(origin, clock, PATIENT);
                RawClient client = proxy.connect()) {
            client.send(Messages.getWith("grpc-timeout: " + timeout + "\r\n"));
            assertThat(origin.awaitRequests(1).getFirst().head()).contains("grpc-timeout: " + timeout);
            clock.advance(Duration.ofMinutes(50));
            assertThat(origin.openConnections()).isEqualTo(1);
        }
    }
}
