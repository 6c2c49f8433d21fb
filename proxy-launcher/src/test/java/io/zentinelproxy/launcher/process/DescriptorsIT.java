package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limit of open files, and what happens at it. */
class DescriptorsIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String SAID = "clients wait, as accepting them fails";

    /** More than the JVM itself holds, fewer than the connections made. */
    private static final int FEW = 150;

    private static final int TRIES_PER_SECOND = 20;
    private static final Pattern LIMIT = Pattern.compile("Max open files\\s+(\\d+)\\s+(\\d+)");
    private static final Pattern FAILURES =
            Pattern.compile("zentinel_accept_failures_total\\{listener=\"main\"} (\\d+)");

    @TempDir
    Path folder;

    @Test
    void theSoftLimitIsRaisedToTheHardOneAtStart() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = Launch.plainly()
                        .under("ulimit -Sn 300 && ulimit -Hn 999 && exec \"$@\"")
                        .start(run(origin))) {
            jar.address("main");

            Matcher limit = LIMIT.matcher(Files.readString(Path.of("/proc/" + jar.pid() + "/limits")));
            assertThat(limit.find()).isTrue();
            assertThat(limit.group(1)).isEqualTo("999").isEqualTo(limit.group(2));
        }
    }

    @Test
    void withoutDescriptorsClientsWaitThoseThereAreServedAndAllAreWhenSomeAreFreeAgain() throws Exception {
        List<RawClient> waiting = new ArrayList<>();
        try (TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = Launch.plainly()
                        .under("ulimit -n " + FEW + "; exec \"$@\"")
                        .start(run(origin));
                RawClient first = RawClient.connect(jar.address("main"))) {
            assertThat(first.send(GET).read().status()).isEqualTo(200);
            Jar.get(jar.address("admin"), "/metrics");
            long begun = System.nanoTime();

            for (int i = 0; i < FEW; i++) {
                waiting.add(RawClient.connect(jar.address("main")));
            }
            jar.awaitSaid(SAID);
            assertThat(first.send(GET).read().status())
                    .as("over connections that were there")
                    .isEqualTo(200);

            waiting.subList(0, FEW / 2).forEach(RawClient::close);
            jar.awaitSaid("listener main: accepts again, after ");
            assertThat(waiting.getLast().send(GET).read().status()).isEqualTo(200);
            assertThat(failures(jar)).isBetween(1L, tries(System.nanoTime() - begun));
            assertThat(jar.said()).containsOnlyOnce(SAID);
        } finally {
            waiting.forEach(RawClient::close);
        }
    }

    private static long tries(long nanos) {
        return 1 + TRIES_PER_SECOND * (1 + TimeUnit.NANOSECONDS.toSeconds(nanos));
    }

    private static long failures(Jar jar) throws Exception {
        Awaitility.await()
                .ignoreExceptions()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> Jar.get(jar.address("admin"), "/metrics").statusCode() == 200);
        Matcher failures =
                FAILURES.matcher(Jar.get(jar.address("admin"), "/metrics").body());
        assertThat(failures.find()).isTrue();
        return Long.parseLong(failures.group(1));
    }

    private String[] run(TestOrigin origin) throws Exception {
        return new String[] {
            "run", "-c", Config.forManyConnections(folder, origin.port()).toString()
        };
    }
}
