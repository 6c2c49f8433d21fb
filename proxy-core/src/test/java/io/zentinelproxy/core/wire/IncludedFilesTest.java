package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A configuration of several files, asked through the socket. */
class IncludedFilesTest {
    @TempDir
    Path folder;

    @Test
    void routesAndUpstreamsOfIncludedFilesAreServed() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                TestOrigin other = TestOrigin.answering(Messages.OK)) {
            Files.createDirectory(folder.resolve("sites"));
            Files.writeString(folder.resolve("sites/shop.kdl"), """
                    routes { route "shop" { priority "high"; matches { path-prefix "/shop"; }; upstream "shop"; }; }
                    upstreams { upstream "shop" { target "127.0.0.1:%d"; }; }
                    """.formatted(
                            other.address().getPort()));
            Path main = folder.resolve("zentinel.kdl");
            Files.writeString(main, "include \"sites/*.kdl\"\n" + ProxyKdl.inFrontOf(origin.address()));
            try (RunningProxy proxy = RunningProxy.start(main)) {
                assertThat(ask(proxy, "/shop/cart")).isEqualTo(200);
                assertThat(ask(proxy, "/elsewhere")).isEqualTo(200);
            }
            assertThat(other.requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request.target()).isEqualTo("/shop/cart"));
            assertThat(origin.requests())
                    .singleElement()
                    .satisfies(request -> assertThat(request.target()).isEqualTo("/elsewhere"));
        }
    }

    @Test
    void newerMinorVersionIsServed() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy =
                        RunningProxy.start("schema-version \"1.9\"\n" + ProxyKdl.inFrontOf(origin.address()))) {
            assertThat(ask(proxy, "/")).isEqualTo(200);
        }
    }

    private static int ask(RunningProxy proxy, String target) {
        try (RawClient client = proxy.connect()) {
            return client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n")
                    .read()
                    .status();
        }
    }
}
