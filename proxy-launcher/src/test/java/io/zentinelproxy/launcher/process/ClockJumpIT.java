package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wall clock that is set while the proxy runs: by an administrator, or by NTP after a start without a battery. */
class ClockJumpIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final long DAY = TimeUnit.DAYS.toSeconds(1);

    /** The C library's wall clock, and only that, moved by as many seconds as the file OFFSET says. */
    private static final String SHIM = """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <time.h>
            int clock_gettime(clockid_t clock, struct timespec *now) {
                static int (*real)(clockid_t, struct timespec *);
                if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
                int result = real(clock, now);
                if (result == 0 && clock == CLOCK_REALTIME) {
                    long offset = 0;
                    FILE *file = fopen(getenv("OFFSET"), "r");
                    if (file) { if (fscanf(file, "%ld", &offset) != 1) offset = 0; fclose(file); }
                    now->tv_sec += offset;
                }
                return result;
            }
            """;

    @TempDir
    Path folder;

    @Test
    void aDayForwardOrBackChangesStampsAndEndsNoConnectionNorRequest() throws Exception {
        Path offset = Files.writeString(folder.resolve("offset"), "0");
        Path log = folder.resolve("access.log");
        try (TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = Launch.plainly()
                        .with("LD_PRELOAD", shim().toString())
                        .with("OFFSET", offset.toString())
                        .start("run", "-c", config(origin, log));
                RawClient client = RawClient.connect(jar.address("main"))) {
            long today = stamped(client, log, "/today");

            Files.writeString(offset, Long.toString(DAY));
            assertThat(stamped(client, log, "/tomorrow") - today).isGreaterThan(DAY / 2);

            Files.writeString(offset, Long.toString(-DAY));
            assertThat(stamped(client, log, "/yesterday") - today).isLessThan(-DAY / 2);

            assertThat(origin.connections())
                    .as("the pooled connection did not age either")
                    .isEqualTo(1);
        }
    }

    /** Asks on the connection that is there, and gives the second that the log stamps the request with. */
    private static long stamped(RawClient client, Path log, String target) {
        assertThat(client.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n")
                        .read()
                        .status())
                .isEqualTo(200);
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> Files.exists(log) && Files.readString(log).contains("\"" + target + "\""));
        return line(log, target);
    }

    private static long line(Path log, String target) {
        try {
            String line = Files.readAllLines(log).stream()
                    .filter(one -> one.contains("\"" + target + "\""))
                    .findFirst()
                    .orElseThrow();
            String time = line.replaceFirst(".*\"time\":\"([^\"]+)\".*", "$1");
            return OffsetDateTime.parse(time).toEpochSecond();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String config(TestOrigin origin, Path log) throws IOException {
        return Config.write(folder, origin.port(), "", "access-log { file \"" + log + "\"; }")
                .toString();
    }

    private Path shim() throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gcc")), "gcc, which makes the movable clock, is not here");
        Path source = Files.writeString(folder.resolve("clock.c"), SHIM);
        Path library = folder.resolve("clock.so");
        int compiled = new ProcessBuilder(
                        "/usr/bin/gcc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl")
                .inheritIO()
                .start()
                .waitFor();
        assertThat(compiled).isZero();
        return library;
    }
}
