package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where the JDK's package of channels is not exported, a wait begins with a read, and everything else is the same. */
class WithoutExportsIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    Path folder;

    @Test
    void requestsAreServedAndIdleConnectionsEndOnTerm() throws Exception {
        try (TestOrigin origin = TestOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                Jar jar = Jar.startFromClassPath(
                        "run", "-c", Config.write(folder, origin.port(), "", "").toString());
                RawClient client = RawClient.connect(jar.address("main"))) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(GET).read().body()).isEqualTo("ok");
            }

            jar.signal("TERM");

            assertThat(client.awaitClosed()).isTrue();
            assertThat(jar.exit()).isZero();
        }
    }
}
