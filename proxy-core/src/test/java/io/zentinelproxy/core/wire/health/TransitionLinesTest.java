package io.zentinelproxy.core.wire.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.upstream.health.UpstreamHealth;
import org.junit.jupiter.api.Test;

/** What is logged of targets that come and go: not a line for each where there are many. */
class TransitionLinesTest {

    @Test
    void manyTargetsThatGoAtOnceAreNotALineEach() {
        int[] dead = new int[40];
        for (int i = 0; i < dead.length; i++) {
            dead[i] = ClosedPort.refusing().getPort();
        }
        try (LogCapture log = new LogCapture(UpstreamHealth.class);
                CheckedOrigin origin = CheckedOrigin.healthy();
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin.origin, Targets.of(Targets.check("\"tcp\"", ""), dead))) {
            for (int port : dead) {
                Targets.awaitDown(proxy, port);
                // What the first has brought about was told before the second.
                Targets.awaitChecks(proxy, port, "failure", 2);
            }
            assertThat(log.messages())
                    .filteredOn(line -> line.contains("gets no requests"))
                    .hasSize(20);
        }
    }
}
