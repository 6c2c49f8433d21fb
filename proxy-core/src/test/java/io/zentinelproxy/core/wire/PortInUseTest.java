package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.testkit.FreePort;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Two proxies never share a port by accident. */
class PortInUseTest {

    @Test
    void portInUseIsNamedAndTheFirstProxyServesOn() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy first = RunningProxy.inFrontOf(origin)) {
            String port = String.valueOf(first.address().getPort());
            String same = ProxyKdl.inFrontOf(origin.address()).replace("127.0.0.1:0\"", "127.0.0.1:" + port + "\"");
            assertThatThrownBy(() -> RunningProxy.start(same))
                    .hasRootCauseInstanceOf(IOException.class)
                    .cause()
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("main");
            for (int i = 0; i < 10; i++) {
                try (RawClient client = first.connect()) {
                    assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
                }
            }
        }
    }

    /** A second listener that cannot be bound leaves the first one unbound as well. */
    @Test
    void nothingIsBoundWhenOneListenerFails() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy other = RunningProxy.inFrontOf(origin)) {
            String free = "127.0.0.1:" + FreePort.next();
            String two = ProxyKdl.inFrontOf(origin.address())
                    .replace("127.0.0.1:0\"", free + "\"")
                    .replace(
                            "listeners {",
                            "listeners {\nlistener \"second\" { address \"127.0.0.1:"
                                    + other.address().getPort() + "\"; }");
            assertThatThrownBy(() -> RunningProxy.start(two)).hasRootCauseInstanceOf(IOException.class);
            RunningProxy.start(ProxyKdl.inFrontOf(origin.address()).replace("127.0.0.1:0\"", free + "\""))
                    .close();
        }
    }
}
