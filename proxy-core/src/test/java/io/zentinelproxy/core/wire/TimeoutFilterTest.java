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

/** The filter {@code timeout}: its times take the place of the upstream's. A test that waited for those would hang. */
class TimeoutFilterTest {

    private static String refusal(String filter, String policies, String upstream) {
        HandClock clock = new HandClock();
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin,
                        clock,
                        Piece.upstream(upstream),
                        Piece.filters(filter),
                        Piece.route("filters \"a\" \"b\"\npolicies { " + policies + " }"));
                RawClient client = proxy.connect()) {
            client.send(Messages.GET);
            if (!upstream.contains("target")) {
                origin.awaitRequests(1);
            }
            return clock.advanceDuring(client::read, Duration.ofMillis(60)).body();
        }
    }

    private static String filters(String one, String other) {
        return "filter \"a\" {\ntype \"timeout\"\n" + one + "\n}\nfilter \"b\" {\ntype \"timeout\"\n" + other + "\n}";
    }

    @Test
    void requestTimeoutIsTheShortestOfAll() {
        String upstream = "timeouts { request 600; read 600; }";
        assertThat(refusal(filters("request-timeout-secs \"100ms\"", ""), "", upstream))
                .contains("request_timeout");
        assertThat(refusal(filters("request-timeout-secs 500", "request-timeout \"100ms\""), "", upstream))
                .contains("request_timeout");
        assertThat(refusal(filters("request-timeout-secs \"100ms\"", ""), "timeout-secs 500", upstream))
                .contains("request_timeout");
        assertThat(refusal(filters("request-timeout-secs 500", ""), "timeout-secs \"100ms\"", upstream))
                .contains("request_timeout");
    }

    @Test
    void upstreamTimeoutIsHowLongTheOriginMayBeSilent() {
        assertThat(refusal(filters("upstream-timeout-secs \"100ms\"", ""), "", "timeouts { read 600; }"))
                .contains("read_timeout");
    }

    @Test
    void connectTimeoutIsHowLongAConnectionMayTake() {
        // TEST-NET-1 (RFC 5737) answers nobody; where the machine has no way there at all, that is known at once.
        String upstream = "target \"192.0.2.1:81\"\ntimeouts { connect 600; }";
        assertThat(refusal(filters("connect-timeout-secs \"100ms\"", ""), "", upstream))
                .containsAnyOf("connect_timeout", "connect_failed");
    }
}
