package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory that is too small for what is asked of it. */
class OutOfMemoryIT {
    private static final Path OPTIONS = Path.of(System.getProperty("zentinel.root", ".."))
            .resolve("etc/jvm.options")
            .toAbsolutePath();

    private static final byte[] GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** At once, none of them answered: far more than so little heap holds. */
    private static final int TOO_MANY_FOR_THE_HEAP = 3000;

    /** The same for direct memory. Each that finds none asks for a collection first, so that many more would take their time. */
    private static final int TOO_MANY_FOR_DIRECT_MEMORY = 400;

    @TempDir
    Path folder;

    @Test
    void withoutHeapTheProcessEndsAtOnceAndSaysWhySoThatItsSupervisorStartsItAgain() throws Exception {
        assertEndsSaying(
                TOO_MANY_FOR_THE_HEAP, "Terminating due to java.lang.OutOfMemoryError", "-Xms16m", "-Xmn4m", "-Xmx16m");
    }

    /** The JVM's own option does not know of these. */
    @Test
    void withoutDirectBuffersItEndsAsWell() throws Exception {
        assertEndsSaying(
                TOO_MANY_FOR_DIRECT_MEMORY,
                "zentinel: out of memory, and so it ends: Cannot reserve",
                "-XX:MaxDirectMemorySize=2m");
    }

    private void assertEndsSaying(int requests, String why, String... options) throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        List<Socket> clients = new ArrayList<>();
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(never));
                Jar jar = Launch.plainly()
                        .jvm(options)
                        .jvm("@" + OPTIONS)
                        .start(
                                "run",
                                "-c",
                                Config.forManyConnections(folder, origin.port()).toString())) {
            askUntilItEnds(jar.address("main"), requests, clients);

            assertThat(jar.exit()).isEqualTo(3);
            jar.awaitSaid(why);
        } finally {
            never.countDown();
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static void askUntilItEnds(InetSocketAddress address, int requests, List<Socket> clients) {
        try {
            for (int i = 0; i < requests; i++) {
                Socket client = new Socket(address.getAddress(), address.getPort());
                clients.add(client);
                client.getOutputStream().write(GET);
            }
        } catch (IOException e) {
            // It has ended.
        }
    }
}
