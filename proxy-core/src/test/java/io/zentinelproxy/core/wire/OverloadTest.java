package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Load shedding: who is connected is served while a crowd at the door is turned away. */
class OverloadTest {
    private static final int CAP = 20;
    private static final int CROWD = 2000;

    /** So many of the crowd are there at once. */
    private static final int AT_ONCE = 100;

    @Test
    void atTheCapTheCrowdIsRefusedAndThoseInsideAreServed() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin, Piece.limits("max-total-connections " + CAP + "\nmax-connections-per-client 0"))) {
            List<RawClient> inside = new ArrayList<>();
            for (int i = 0; i < CAP; i++) {
                inside.add(proxy.connect());
            }
            serve(inside);
            long sockets = sockets();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();

            for (int come = 0; come < CROWD; come += AT_ONCE) {
                turnAway(proxy);
                serve(inside);
            }

            assertThat(MetricSamples.of(proxy))
                    .containsEntry(
                            "zentinel_connections_refused_total{listener=\"main\",reason=\"max_connections\"}",
                            (double) CROWD)
                    .containsEntry("zentinel_connections_total{listener=\"main\"}", (double) CAP)
                    .containsEntry("zentinel_open_connections{listener=\"main\"}", (double) CAP);
            await().untilAsserted(() -> {
                assertThat(sockets()).as("sockets").isLessThanOrEqualTo(sockets);
                assertThat(ManagementFactory.getThreadMXBean().getThreadCount())
                        .as("threads")
                        .isLessThanOrEqualTo(threads + CAP);
            });
            inside.forEach(RawClient::close);
            await().until(() -> proxy.server().connections() == 0);
        }
    }

    private static void turnAway(RunningProxy proxy) {
        List<RawClient> crowd = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            RawClient client = proxy.connect();
            client.trySend(Messages.GET.getBytes());
            crowd.add(client);
        }
        for (RawClient client : crowd) {
            Reply reply = client.read();
            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.field("Retry-After")).isEqualTo("1");
            assertThat(client.awaitClosed()).isTrue();
            client.close();
        }
    }

    private static void serve(List<RawClient> clients) {
        for (RawClient client : clients) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    /** Descriptors of this process that are sockets: the JVM opens files of its own now and then, for classes that it needs. */
    private static long sockets() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(OverloadTest::isSocket).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException closed) {
            return false;
        }
    }
}
