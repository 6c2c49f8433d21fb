package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zentinelproxy.core.testkit.Nginx;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An nginx that answers by {@code return} has not read the content, and reads it after: none of the connections ends for that. */
class AnsweredNginxUploadTest {
    private static final int REQUESTS = 50;

    @BeforeAll
    static void nginxIsThere() {
        assumeTrue(Nginx.isThere(), "nginx is not installed");
    }

    /** Its answer says which connection that came on. */
    @ParameterizedTest
    @ValueSource(ints = {1_000, 100_000})
    void manyUploadsAreAnsweredOnTheSameConnections(int octets) {
        String content = "x".repeat(octets);
        try (Nginx nginx = Nginx.serving("", "keepalive_requests 1000; location / { return 200 \"$connection\"; }");
                RunningProxy proxy = RunningProxy.start(ProxyKdl.inFrontOf(nginx.address()));
                RawClient client = proxy.connect()) {
            String first = null;
            for (int request = 0; request < REQUESTS; request++) {
                client.send(Messages.postWith("Content-Length: " + octets + "\r\n", ""))
                        .send(content);
                String connection = client.read().body();
                first = Objects.requireNonNullElse(first, connection);
                assertThat(connection).isEqualTo(first);
            }
        }
    }
}
