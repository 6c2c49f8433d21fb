package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An access log on a file system that is full, or may not be written. Each is mounted where only the process sees it. */
class FullDiskIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final Pattern DROPPED = Pattern.compile("zentinel_access_log_dropped_total (\\d+)");

    @TempDir
    Path folder;

    @Test
    void onAFullDiskRequestsAreServedLinesDroppedAndCountedAndWrittenAgainOnceThereIsRoom() throws Exception {
        Path disk = mountPoint();
        String small =
                "mount -t tmpfs -o size=16k none " + disk + " && head -c 16384 /dev/zero >" + disk + "/filler && ";
        try (TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = inOwnMounts(small).start(run(origin, disk))) {
            Path seen = Path.of("/proc/" + jar.pid() + "/root" + disk);
            try (RawClient client = RawClient.connect(jar.address("main"))) {
                for (int i = 0; i < 200; i++) {
                    assertThat(client.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n")
                                    .read()
                                    .status())
                            .isEqualTo(200);
                }
                jar.awaitSaid("the access log cannot be written: " + disk + "/access.log: No space left on device");
                jar.awaitSaid("the access log lost ");
                assertThat(dropped(jar)).isPositive();

                Files.delete(seen.resolve("filler"));

                jar.awaitSaid("the access log is written again");
                client.send("GET /after HTTP/1.1\r\nHost: a\r\n\r\n").read();
                Awaitility.await()
                        .atMost(60, TimeUnit.SECONDS)
                        .until(() ->
                                Files.readString(seen.resolve("access.log")).contains("/after"));
                assertThat(Files.readAllLines(seen.resolve("access.log")))
                        .as("no line is torn")
                        .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
                assertThat(jar.said()).containsOnlyOnce("cannot be written");
            }
        }
    }

    @Test
    void aReadOnlyFileSystemStopsTheStartWithTheFilesName() throws Exception {
        Path disk = mountPoint();
        try (TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = inOwnMounts("mount -t tmpfs -o ro none " + disk + " && ")
                        .start(run(origin, disk))) {
            assertThat(jar.exit()).isEqualTo(3);
            assertThat(jar.said())
                    .contains("cannot open the access log " + disk + "/access.log: Read-only file system")
                    .doesNotContain("ready ");
        }
    }

    private static Launch inOwnMounts(String mount) {
        return Launch.plainly().under("exec unshare -m sh -c '" + mount + "exec \"$@\"' sh \"$@\"");
    }

    private Path mountPoint() throws IOException, InterruptedException {
        int allowed = new ProcessBuilder("unshare", "-m", "true")
                .redirectErrorStream(true)
                .start()
                .waitFor();
        assumeThat(allowed).as("unshare -m, which needs root").isZero();
        return Files.createDirectory(folder.resolve("disk"));
    }

    private static long dropped(Jar jar) throws Exception {
        Matcher dropped =
                DROPPED.matcher(Jar.get(jar.address("admin"), "/metrics").body());
        assertThat(dropped.find()).isTrue();
        return Long.parseLong(dropped.group(1));
    }

    private String[] run(TestOrigin origin, Path disk) throws Exception {
        String log = "access-log { file \"" + disk + "/access.log\"; buffer-size 4096; }";
        return new String[] {
            "run", "-c", Config.write(folder, origin.port(), "", log).toString()
        };
    }
}
