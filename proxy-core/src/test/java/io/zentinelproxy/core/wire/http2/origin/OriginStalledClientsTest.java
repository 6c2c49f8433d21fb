package io.zentinelproxy.core.wire.http2.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that take nothing of their answers have all streams to an origin of HTTP/2. */
class OriginStalledClientsTest {
    private static final Piece PATIENT = Piece.listener("request-timeout-secs \"1h\"; min-response-rate 0");
    private static final Piece ONE =
            Piece.upstream("connection-pool { max-connections 1; }; timeouts { connect-secs 600; }");

    private final HandClock clock = new HandClock();

    @Test
    void theStreamThatIsStalledLongestMakesRoomForARequestThatWaits() {
        try (H2Origin origin = H2Origin.scripted(request -> request.path().equals("/short")
                        ? H2Step.answer(200, "ok")
                        : List.of(H2Step.head(200), new H2Step.SendPattern(1_000_000, true)));
                RunningProxy proxy = Origins.with("max-h2-streams 2", origin, clock, PATIENT, ONE);
                H2Client hostile = H2Client.connect(proxy.address(), H2Options.leavingWindowsOf(1000));
                H2Client bystander = H2Client.connect(proxy.address())) {
            H2Stream first = stalled(hostile);
            clock.advance(Duration.ofSeconds(1));
            H2Stream second = stalled(hostile);
            clock.advance(Duration.ofSeconds(1));
            assertThat(bystander.get("/short").awaitReply().body()).isEqualTo("ok");
            assertThat(first.awaitReset()).isEqualTo(H2Code.CANCEL);
            assertThat(bystander.get("/short").awaitReply().body()).isEqualTo("ok");
            assertThat(second.reset()).isNull();
            Origins.awaitFaults(proxy, "stalled_reader", 1);
        }
    }

    private static H2Stream stalled(H2Client client) {
        H2Stream stream = client.get("/");
        stream.awaitContent(1000);
        return stream;
    }
}
