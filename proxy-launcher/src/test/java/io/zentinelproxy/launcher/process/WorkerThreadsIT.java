package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.TestOrigin;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The key worker-threads decides how many threads carry the connections, as the kernel sees them while requests are served. */
@EnabledOnOs(OS.LINUX)
class WorkerThreadsIT {
    @TempDir
    Path folder;

    @Test
    void oneWorkerThreadCarriesAllConnections() throws Exception {
        try (TestOrigin origin = TestOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                Jar jar = start(origin, 1)) {
            serve(jar, 200);

            assertThat(carriers(jar)).hasSize(1);
        }
    }

    @Test
    void threeWorkerThreadsShareThem() throws Exception {
        try (TestOrigin origin = TestOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
                Jar jar = start(origin, 3)) {
            Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> {
                serve(jar, 50);
                return carriers(jar).size() == 3;
            });
        }
    }

    private Jar start(TestOrigin origin, int workers) throws Exception {
        return Jar.start(
                "run",
                "-c",
                Config.write(folder, origin.port(), "worker-threads " + workers, "")
                        .toString());
    }

    private static void serve(Jar jar, int requests) {
        InetSocketAddress address = jar.address("main");
        IntStream.range(0, requests).parallel().forEach(i -> {
            try {
                assertThat(Jar.get(address, "/").body()).isEqualTo("ok");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    private static List<String> carriers(Jar jar) throws Exception {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + jar.pid() + "/task"))) {
            return tasks.map(WorkerThreadsIT::name)
                    .filter(name -> name.startsWith("ForkJoinPool-1-"))
                    .toList();
        }
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm"));
        } catch (java.io.IOException e) {
            return "";
        }
    }
}
