package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What systemd is told by a unit of Type=notify, at a real socket. */
class NotifyIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

    /** The shell becomes the JVM, so its process id is the JVM's: as systemd sets it for the process that it starts. */
    private static final String WATCHED = "WATCHDOG_PID=$$ exec \"$@\"";

    @TempDir
    Path folder;

    @Test
    void readinessIsToldToAPathByTheProcessItselfWithItsAddresses() throws Exception {
        assertReadinessIsTold(folder.resolve("notify").toString());
    }

    @Test
    void readinessIsToldToAnAbstractSocketToo() throws Exception {
        assertReadinessIsTold("@zentinel-test/" + ProcessHandle.current().pid());
    }

    private void assertReadinessIsTold(String name) throws Exception {
        try (NotifySocket manager = NotifySocket.at(name);
                TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = Launch.plainly().with("NOTIFY_SOCKET", name).start("run", "-c", config(origin))) {
            NotifySocket.Told ready = manager.await("READY=1", 1);

            assertThat(ready.sender()).isEqualTo(jar.pid());
            assertThat(ready.value("MAINPID")).isEqualTo(Long.toString(jar.pid()));
            assertThat(ready.value("STATUS"))
                    .startsWith("serving main=127.0.0.1:" + jar.address("main").getPort());
            assertThat(Jar.get(jar.address("main"), "/").body()).isEqualTo("ok");
            assertThat(jar.said()).doesNotContain("WARNING");
        }
    }

    @Test
    void nothingIsToldWhereTheConfigurationIsRefused() throws Exception {
        String name = folder.resolve("notify").toString();
        Path wrong = Files.writeString(folder.resolve("wrong.kdl"), "listeners { lisener \"a\" { } }");
        try (NotifySocket manager = NotifySocket.at(name);
                Jar jar = Launch.plainly().with("NOTIFY_SOCKET", name).start("run", "-c", wrong.toString())) {
            assertThat(jar.exit()).isEqualTo(1);
            assertThat(manager.told()).isEmpty();
        }
    }

    @Test
    void theDrainIsToldWhileItLasts() throws Exception {
        String name = folder.resolve("notify").toString();
        CountDownLatch answer = new CountDownLatch(1);
        try (NotifySocket manager = NotifySocket.at(name);
                TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(OK));
                Jar jar = Launch.plainly().with("NOTIFY_SOCKET", name).start("run", "-c", config(origin));
                RawClient client = RawClient.connect(jar.address("main"))) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            origin.awaitRequests(1);

            jar.signal("TERM");

            assertThat(manager.await("STOPPING=1", 1).value("STATUS")).isEqualTo("draining 1 connections");
            answer.countDown();
            assertThat(client.read().statusLine()).isEqualTo("HTTP/1.1 200 OK");
            assertThat(jar.exit()).isZero();
        }
    }

    /** A `systemctl reload` of a Type=notify-reload unit waits for RELOADING with a moment after its signal, then for READY. */
    @Test
    void aReloadIsToldWithItsMomentOnTheMonotonicClockAndThenItsEnd() throws Exception {
        String name = folder.resolve("notify").toString();
        try (NotifySocket manager = NotifySocket.at(name);
                TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = Launch.plainly().with("NOTIFY_SOCKET", name).start("run", "-c", config(origin))) {
            long before = manager.await("READY=1", 1).monotonicMicros();

            jar.signal("HUP");

            NotifySocket.Told reloading = manager.await("RELOADING=1", 1);
            assertThat(Long.parseLong(reloading.value("MONOTONIC_USEC")))
                    .isBetween(before, reloading.monotonicMicros());
            assertThat(manager.await("READY=1", 2).value("STATUS")).startsWith("reloaded; serving main=");
            assertThat(manager.told().indexOf(reloading)).isEqualTo(1);
        }
    }

    @Test
    void aWatchedProcessGivesSignsOfLifeInHalfTheTimeAllowedAlsoWhileItDrains() throws Exception {
        String name = folder.resolve("notify").toString();
        CountDownLatch answer = new CountDownLatch(1);
        try (NotifySocket manager = NotifySocket.at(name);
                TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(OK));
                Jar jar = Launch.plainly()
                        .under(WATCHED)
                        .with("NOTIFY_SOCKET", name)
                        .with("WATCHDOG_USEC", "2000000")
                        .start("run", "-c", config(origin));
                RawClient client = RawClient.connect(jar.address("main"))) {
            NotifySocket.Told first = manager.await("WATCHDOG=1", 1);
            NotifySocket.Told third = manager.await("WATCHDOG=1", 3);
            assertThat(third.monotonicMicros() - first.monotonicMicros()).isGreaterThan(300_000);

            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            origin.awaitRequests(1);
            jar.signal("TERM");
            manager.await("STOPPING=1", 1);
            int sofar = (int)
                    manager.told().stream().filter(one -> one.has("WATCHDOG=1")).count();
            manager.await("WATCHDOG=1", sofar + 2);
            answer.countDown();
            assertThat(jar.exit()).isZero();
        }
    }

    @Test
    void aWatchdogOfAnotherProcessIsNotOurs() throws Exception {
        String name = folder.resolve("notify").toString();
        try (NotifySocket manager = NotifySocket.at(name);
                TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = Launch.plainly()
                        .with("NOTIFY_SOCKET", name)
                        .with("WATCHDOG_USEC", "1000")
                        .with("WATCHDOG_PID", "1")
                        .start("run", "-c", config(origin))) {
            manager.await("READY=1", 1);
            jar.signal("TERM");
            assertThat(jar.exit()).isZero();
            assertThat(manager.told()).noneMatch(one -> one.has("WATCHDOG=1"));
        }
    }

    @Test
    void withoutNativeAccessTheProgramSystemdNotifyTells() throws Exception {
        assumeThat(isThere("systemd-notify"))
                .as("systemd-notify is on this machine")
                .isTrue();
        String name = folder.resolve("notify").toString();
        Launch denied = new Launch(
                "exec \"$@\"",
                Map.of("NOTIFY_SOCKET", name),
                List.of(
                        "--illegal-native-access=deny",
                        "-cp",
                        Jar.JAR + ":" + Jar.JAR.resolveSibling("lib") + "/*",
                        "io.zentinelproxy.launcher.Zentinel"));
        try (NotifySocket manager = NotifySocket.at(name);
                TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = denied.start("run", "-c", config(origin))) {
            NotifySocket.Told ready = manager.await("READY=1", 1);

            assertThat(ready.value("MAINPID")).isEqualTo(Long.toString(jar.pid()));
            assertThat(ready.value("STATUS")).startsWith("serving main=");
            jar.awaitSaid("systemd is told by the program systemd-notify");
        }
    }

    @Test
    void aSocketThatIsNotThereIsSaidOnceAndServedAllTheSame() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = Launch.plainly()
                        .with("NOTIFY_SOCKET", folder.resolve("nobody").toString())
                        .start("run", "-c", config(origin))) {
            jar.awaitSaid("the service manager could not be told");
            jar.signal("HUP");
            jar.awaitSaid("reloaded, generation 2");
            assertThat(Jar.get(jar.address("main"), "/").body()).isEqualTo("ok");
            jar.signal("TERM");
            assertThat(jar.exit()).isZero();
            assertThat(jar.said()).containsOnlyOnce("the service manager could not be told");
        }
    }

    private String config(TestOrigin origin) throws IOException {
        return Config.write(folder, origin.port(), "", "").toString();
    }

    private static boolean isThere(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(at -> Files.isExecutable(Path.of(at, program)));
    }
}
