package io.zentinelproxy.core.wire.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import io.zentinelproxy.core.wire.SealedListener;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand reloads, each with other names, files and settings than the one before, leave nothing behind. */
class RepeatedReloadsTest {
    private static final int RELOADS = 1000;
    private static final int WARM_UP = 50;

    /** A leak of one small object a reload with its upstream would be several times this. */
    private static final long HEAP_MARGIN = 4 << 20;

    @TempDir
    private Path folder;

    private final TestIdentity identity = SealedListener.CA.server("localhost");

    /** What a leak would show in. */
    private record Held(long threads, long descriptors, int series, long heap) {}

    private String kdl(TestOrigin origin, int i) {
        return """
                listeners {
                    listener "main" { address "127.0.0.1:0"; keepalive-timeout-secs %2$d; }
                    listener "sealed" {
                        address "127.0.0.1:0"
                        protocol "https"
                        tls { cert-file "%5$s"; key-file "%6$s"; handshake-timeout-secs %2$d; }
                    }
                    listener "other-%1$d" { address "127.0.0.1:0"; }
                }
                routes {
                    route "all" { matches { path-prefix "/"; }; upstream "kept"; websocket #true; }
                    route "route-%1$d" {
                        matches { path "/%1$d"; }
                        upstream "named-%1$d"
                        circuit-breaker { failure-threshold 3; }
                        retry-policy { max-attempts 2; }
                        shadow { upstream "kept"; }
                    }
                }
                upstreams {
                    upstream "kept" { target "127.0.0.1:%3$d"; timeouts { read %2$d; }; }
                    upstream "named-%1$d" { target "127.0.0.1:%3$d"; http-version { max-version 2; }; }
                }
                limits { max-connections-per-route %2$d; }
                observability {
                    access-log { file "%4$s/access-%7$d.log"; }
                    logging { file "%4$s/app-%7$d.log"; error-log { file "%4$s/error-%7$d.log"; }; }
                    metrics { enabled #false; high-cardinality #true; }
                }
                """.formatted(i, 10 + i % 7, origin.port(), folder, identity.certificate(), identity.key(), i % 10);
    }

    @Test
    void leaveNothingBehind() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.start(kdl(origin, 0));
                RawClient client = proxy.connect()) {
            reload(proxy, origin, client, 1, WARM_UP);
            Held before = held(proxy);
            reload(proxy, origin, client, WARM_UP, WARM_UP + RELOADS);
            await().untilAsserted(() -> {
                Held after = held(proxy);
                assertThat(after.threads).as("threads").isLessThanOrEqualTo(before.threads + 2);
                assertThat(after.descriptors).as("descriptors").isLessThanOrEqualTo(before.descriptors + 4);
                assertThat(after.series).as("series").isLessThanOrEqualTo(before.series);
                assertThat(after.heap).as("heap").isLessThanOrEqualTo(before.heap + HEAP_MARGIN);
            });
            assertThat(proxy.server().configuration().generation()).isEqualTo(WARM_UP + RELOADS);
        }
    }

    private void reload(RunningProxy proxy, TestOrigin origin, RawClient client, int from, int to) throws Exception {
        for (int i = from; i < to; i++) {
            proxy.server().reload(ConfigurationLoader.parse("test.kdl", kdl(origin, i)));
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            if (i % 10 == 0) {
                client.send(Messages.get("/" + i)).read();
                try (RawClient fresh = RawClient.connect(proxy.address("other-" + i))) {
                    assertThat(fresh.send(Messages.GET).read().status()).isEqualTo(200);
                }
            }
        }
    }

    private static Held held(RunningProxy proxy) throws IOException {
        int series = MetricSamples.of(proxy).size();
        System.gc();
        System.gc();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return new Held(
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    descriptors.count(),
                    series,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
    }
}
