package io.zentinelproxy.core.wire.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import org.junit.jupiter.api.Test;

/** {@code discovery "static"}: another spelling of targets. */
class StaticDiscoveryTest {

    @Test
    void theTargetsThatStandThereServe() {
        try (Fleet fleet = Fleet.of(3);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        fleet.at(2).address(),
                        Piece.upstream(
                                "target \"127.0.0.4:PORT\"\ndiscovery \"static\" { backends \"127.0.0.2:PORT\" \"127.0.0.3:PORT\"; }"
                                        .replace("PORT", Integer.toString(fleet.port()))))) {
            assertThat(Fleet.answering(proxy)).containsExactly("2", "3", "4");
        }
    }
}
