package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a proxy has left after many clients that broke off: all of it. */
class AbortedConnectionsTest {

    private static final int ABORTED = 20_000;

    /**
     * What pools may keep: 512 exchanges on each side, each with an array of 16 KiB and little else. How full they are before and
     * after depends on how many connections were open at once. 1.4 KiB lost with each connection is more than both allowances.
     */
    private static final long POOLED_OCTETS = 2 * 512 * 18 * 1024;

    private static final long SLACK_OCTETS = 8 << 20;

    /** Each leaves off at another place of the walk. */
    private static final String[] BEGINNINGS = {
        "",
        "G",
        "GET / HTTP/1.1\r\nHost: a",
        Messages.GET,
        Messages.GET + Messages.GET,
        Messages.postWith("Content-Length: 10\r\n", "abc"),
        Messages.chunkedPost("5\r\nabc"),
        "garbage\r\n\r\n",
        "\u0016\u0003\u0001",
        Messages.postWith("Content-Length: x\r\n", "abc")
    };

    @Test
    void threadsDescriptorsAndHeapAreBackAfterwards() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.limits("max-connections-per-client 0"))) {
            abort(proxy, 1000);
            serves(proxy);
            await().until(() -> origin.openConnections() <= 20);
            origin.forget();
            Usage before = Usage.now();
            abort(proxy, ABORTED);
            serves(proxy);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(200))
                    .untilAsserted(() -> {
                        origin.forget();
                        assertBackTo(before);
                    });
        }
    }

    private static void abort(RunningProxy proxy, int count) {
        for (int i = 0; i < count; i++) {
            RawClient client = proxy.connect();
            client.trySend(BEGINNINGS[i % BEGINNINGS.length].getBytes());
            if (i % 2 == 0) {
                client.abort();
            } else {
                client.close();
            }
        }
    }

    private static void serves(RunningProxy proxy) {
        // While those that broke off are still being noticed, there may be no room for another.
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            try (RawClient client = proxy.connect()) {
                client.trySend(Messages.GET.getBytes());
                Reply reply = client.readUnlessClosed();
                return reply != null && reply.status() == 200;
            }
        });
    }

    private static void assertBackTo(Usage before) {
        Usage now = Usage.now();
        assertThat(now.descriptors()).as("open descriptors").isLessThanOrEqualTo(before.descriptors() + 64);
        assertThat(now.threads()).as("platform threads").isLessThanOrEqualTo(before.threads() + 32);
        assertThat(now.heapOctets()).as("live heap").isLessThan(before.heapOctets() + POOLED_OCTETS + SLACK_OCTETS);
    }

    private record Usage(long descriptors, int threads, long heapOctets) {

        static Usage now() {
            System.gc();
            UnixOperatingSystemMXBean system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
            Runtime runtime = Runtime.getRuntime();
            return new Usage(
                    system.getOpenFileDescriptorCount(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    runtime.totalMemory() - runtime.freeMemory());
        }
    }
}
