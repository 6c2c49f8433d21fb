package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.FreePort;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code run --upgrade}: one process takes the place of another, and no client notices. */
class TakeoverIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    Path folder;

    private Path config(TestOrigin origin, int port, int admin) throws IOException {
        String system = "pid-file \"" + folder.resolve("z.pid") + "\"; drain-idle-secs \"10s\"; upgrade-socket \""
                + folder.resolve("upgrade.sock") + "\"";
        return Config.write(folder, port, admin, origin.port(), system, "");
    }

    private static Jar upgrade(Path config) throws IOException {
        return Jar.start("run", "--upgrade", "-c", config.toString());
    }

    @Test
    void requestsGoOnWhileOneProcessTakesThePlaceOfAnother() throws Exception {
        List<Jar> all = new ArrayList<>();
        List<Unfailing> clients = new ArrayList<>();
        try (TestOrigin origin = TestOrigin.answering(OK)) {
            Path config = config(origin, FreePort.next(), FreePort.next());
            all.add(Jar.start("run", "-c", config.toString()));
            InetSocketAddress address = all.getFirst().address("main");
            clients.add(Unfailing.anew(address));
            clients.add(Unfailing.keeping(address));
            clients.add(Unfailing.overHttp2(address));
            for (int i = 0; i < 3; i++) {
                Jar next = upgrade(config);
                all.add(next);
                assertThat(next.address("main")).isEqualTo(address);
                assertThat(all.get(i).exit()).isZero();
                clients.forEach(TakeoverIT::assertGoesOn);
            }
            for (Unfailing client : clients) {
                client.close();
                assertThat(client.failures()).isEmpty();
            }
        } finally {
            // They ask until they are closed, also where the test has failed.
            for (Unfailing client : clients) {
                client.close();
            }
            all.forEach(Jar::close);
        }
    }

    @Test
    void aRequestUnderWayIsFinishedByTheOldProcess() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(OK))) {
            Path config = config(origin, FreePort.next(), FreePort.next());
            try (Jar old = Jar.start("run", "-c", config.toString());
                    RawClient client = RawClient.connect(old.address("main")).send(GET)) {
                origin.awaitRequests(1);
                try (Jar next = upgrade(config)) {
                    next.address("main");
                    old.awaitSaid("draining 1 connections");
                    answer.countDown();
                    assertThat(client.read().body()).isEqualTo("ok");
                    assertThat(old.exit()).isZero();
                }
            }
        }
    }

    @Test
    void thePidFileAndTheAdminServerAreTheNewOnes() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(OK)) {
            Path config = config(origin, FreePort.next(), FreePort.next());
            try (Jar old = Jar.start("run", "-c", config.toString())) {
                InetSocketAddress admin = old.address("admin");
                try (Jar next = upgrade(config)) {
                    assertThat(next.address("admin")).isEqualTo(admin);
                    assertThat(old.exit()).isZero();
                    assertThat(folder.resolve("z.pid")).hasContent(next.pid() + "\n");
                    assertThat(Jar.get(admin, "/readyz").statusCode()).isEqualTo(200);
                    next.signal("TERM");
                    assertThat(next.exit()).isZero();
                    assertThat(folder.resolve("z.pid")).doesNotExist();
                    assertThat(folder.resolve("upgrade.sock")).doesNotExist();
                }
            }
        }
    }

    @Test
    void aListenerOnAnyPortKeepsTheOneThatItHas() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(OK)) {
            Path config = config(origin, 0, 0);
            try (Jar old = Jar.start("run", "-c", config.toString());
                    Jar next = taking(old, config)) {
                assertThat(next.address("main")).isEqualTo(old.address("main"));
                assertThat(Jar.get(next.address("main"), "/").body()).isEqualTo("ok");
            }
        }
    }

    private static Jar taking(Jar old, Path config) throws Exception {
        old.address("main");
        Jar next = upgrade(config);
        assertThat(old.exit()).isZero();
        return next;
    }

    @Test
    void aConfigurationThatIsRefusedChangesNothing() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(OK)) {
            Path config = config(origin, FreePort.next(), FreePort.next());
            try (Jar old = Jar.start("run", "-c", config.toString());
                    Unfailing client = Unfailing.anew(old.address("main"))) {
                Path wrong = Files.writeString(folder.resolve("wrong.kdl"), Files.readString(config) + "\nlisteners {");
                try (Jar next = upgrade(wrong)) {
                    assertThat(next.exit()).isEqualTo(1);
                }
                assertGoesOn(client);
                assertThat(old.said()).doesNotContain("asks for the listening sockets");
            }
        }
    }

    @Test
    void aNewProcessThatCannotBindItsOtherListenerChangesNothing() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(OK);
                ServerSocket occupied = new ServerSocket(0)) {
            Path config = config(origin, FreePort.next(), FreePort.next());
            try (Jar old = Jar.start("run", "-c", config.toString());
                    Unfailing client = Unfailing.anew(old.address("main"))) {
                String more =
                        "listeners {\n listener \"second\" { address \"127.0.0.1:" + occupied.getLocalPort() + "\"; };";
                Files.writeString(config, Files.readString(config).replace("listeners {", more));
                try (Jar next = upgrade(config)) {
                    assertThat(next.exit()).isEqualTo(3);
                    next.awaitSaid("listener \"second\" cannot bind");
                }
                old.awaitSaid("nothing was handed over, this process goes on");
                assertGoesOn(client);
            }
        }
    }

    @Test
    void aNewProcessThatIsKilledBeforeItServesChangesNothingAndTheNextOneTakesOver() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(OK)) {
            Path config = config(origin, FreePort.next(), FreePort.next());
            try (Jar old = Jar.start("run", "-c", config.toString());
                    Unfailing client = Unfailing.anew(old.address("main"));
                    Child stuck = Python.run("""
                            import socket, struct, sys, time
                            s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                            s.connect(sys.argv[1])
                            s.send(struct.pack('=i', 19) + b'zentinel-takeover 1')
                            text, about, _, _ = s.recvmsg(65536, 256)
                            print(text[4:].decode().replace('\\n', ' '), len(about), flush=True)
                            time.sleep(3600)
                            """, folder.resolve("upgrade.sock"))) {
                assertThat(stuck.line(0)).isEqualTo("listener main 1");
                stuck.close();
                old.awaitSaid("nothing was handed over, this process goes on");
                assertGoesOn(client);
                try (Jar next = taking(old, config)) {
                    next.address("main");
                    assertGoesOn(client);
                }
            }
        }
    }

    @Test
    void aProcessOfAnotherUserIsRefused() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(OK)) {
            Path config = config(origin, FreePort.next(), FreePort.next());
            try (Jar old = Jar.start("run", "-c", config.toString())) {
                old.address("main");
                Path socket = folder.resolve("upgrade.sock");
                assertThat(Files.getPosixFilePermissions(socket)).hasToString("[OWNER_READ, OWNER_WRITE]");
                // Even where the permissions are no obstacle.
                Python.mayBeReachedByAll(socket);
                try (Child stranger = Python.run("""
                        import os, socket, sys
                        os.setuid(65534)
                        s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
                        s.connect(sys.argv[1])
                        try:
                            s.send(b'anything')
                            print(s.recvmsg(65536, 256)[0], flush=True)
                        except OSError as e:
                            print(e.errno, flush=True)
                        """, socket)) {
                    assertThat(stranger.line(0)).isIn("b''", "32", "104");
                    old.awaitSaid("of user 65534 was refused at the upgrade-socket");
                }
            }
        }
    }

    @Test
    void whereNobodyServesItStartsAsUsual() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = upgrade(config(origin, 0, 0))) {
            assertThat(Jar.get(jar.address("main"), "/").body()).isEqualTo("ok");
            jar.awaitSaid("there is nothing to take over");
        }
    }

    @Test
    void aFolderThatOthersMayWriteIsRefused() throws Exception {
        Path open = Files.createDirectory(folder.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        try (TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = Jar.start(
                        "run",
                        "-c",
                        Config.write(folder, origin.port(), "upgrade-socket \"" + open.resolve("u.sock") + "\"", "")
                                .toString())) {
            assertThat(jar.exit()).isEqualTo(3);
            jar.awaitSaid("others than its owner may write the folder");
        }
    }

    @Test
    void usr2StartsTheProcessThatTakesOverByTheNameThatStartedThisOne() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(OK)) {
            Path config = config(origin, FreePort.next(), FreePort.next());
            Path program = Files.writeString(folder.resolve("zentinel"), """
                    #!/bin/sh
                    echo "started by its name: $*"
                    exec "%s/bin/java" -jar "%s" "$@"
                    """.formatted(
                            System.getProperty("java.home"), Jar.JAR.toAbsolutePath()));
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
            try (Jar old = Launch.plainly()
                    .with("ZENTINEL_PROGRAM", program.toString())
                    .start("run", "-c", config.toString())) {
                assertTakenOverAfterUsr2(old);
                old.awaitSaid("started by its name: run -c " + config + " --upgrade");
            }
        }
    }

    @Test
    void usr2WithoutThatNameStartsTheSameJarAgain() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(OK);
                Jar old = Jar.start(
                        "run",
                        "-c",
                        config(origin, FreePort.next(), FreePort.next()).toString())) {
            assertTakenOverAfterUsr2(old);
        }
    }

    /** The child shares the output of its parent, so that one goes on to tell what it says. */
    private void assertTakenOverAfterUsr2(Jar old) throws Exception {
        try (Unfailing client = Unfailing.anew(old.address("main"))) {
            old.signal("USR2");
            assertThat(old.exit()).isZero();
            assertGoesOn(client);
            client.close();
        } finally {
            Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> pid() != old.pid());
            ProcessHandle child = ProcessHandle.of(pid()).orElseThrow();
            child.destroy();
            child.onExit().join();
        }
    }

    private long pid() throws IOException {
        return Long.parseLong(Files.readString(folder.resolve("z.pid")).strip());
    }

    @Test
    void usr2IsRefusedWhereNobodyCouldAskForTheSockets() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = Jar.start(
                        "run", "-c", Config.write(folder, origin.port(), "", "").toString())) {
            jar.address("main");
            jar.signal("USR2");
            jar.awaitSaid("USR2 is ignored");
            assertThat(Jar.get(jar.address("main"), "/").body()).isEqualTo("ok");
        }
    }

    /** As systemd wants it with NotifyAccess=main: the main process alone is believed when it names another one. */
    @Test
    void theServiceManagerIsToldOfTheNewMainProcessByTheOldOneAndOfItsReadinessByTheNewOne() throws Exception {
        String name = folder.resolve("notify").toString();
        try (NotifySocket manager = NotifySocket.at(name);
                TestOrigin origin = TestOrigin.answering(OK)) {
            Path config = config(origin, FreePort.next(), FreePort.next());
            Launch watched = Launch.plainly().with("NOTIFY_SOCKET", name).with("WATCHDOG_USEC", "200000");
            try (Jar old = watched.start("run", "-c", config.toString())) {
                manager.await("READY=1", 1);
                try (Jar next = watched.start("run", "--upgrade", "-c", config.toString())) {
                    NotifySocket.Told ready = manager.await("READY=1", 2);
                    assertThat(ready.sender()).isEqualTo(next.pid());
                    NotifySocket.Told main = manager.await("MAINPID=" + next.pid(), 1);
                    assertThat(main.sender()).isEqualTo(old.pid());
                    assertThat(manager.told().indexOf(main))
                            .isLessThan(manager.told().indexOf(ready));
                    assertThat(old.exit()).isZero();
                    assertThat(manager.told()).noneMatch(one -> one.has("STOPPING=1"));
                    long alive = manager.told().stream()
                            .filter(one -> one.has("WATCHDOG=1") && one.sender() == next.pid())
                            .count();
                    Awaitility.await()
                            .until(() -> manager.told().stream()
                                            .filter(one -> one.has("WATCHDOG=1") && one.sender() == next.pid())
                                            .count()
                                    > alive);
                }
            }
        }
    }

    /** sd_listen_fds(3), with a parent in place of systemd. */
    @Test
    void aSocketThatTheServiceManagerHoldsIsTaken() throws Exception {
        int port = FreePort.next();
        String parent = """
                import os, socket, sys
                s = socket.socket()
                s.bind(('127.0.0.1', %d))
                s.listen(128)
                os.dup2(s.fileno(), 3, inheritable=True)
                os.environ['LISTEN_PID'] = str(os.getpid())
                os.environ['LISTEN_FDS'] = '1'
                os.execvp(sys.argv[1], sys.argv[1:])
                """.formatted(port);
        Path script = Files.writeString(folder.resolve("parent.py"), parent);
        try (TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = Launch.plainly()
                        .under("exec python3 " + script + " \"$@\"")
                        .start("run", "-c", config(origin, port, 0).toString())) {
            assertThat(jar.address("main").getPort()).isEqualTo(port);
            assertThat(Jar.get(jar.address("main"), "/").body()).isEqualTo("ok");
            try (Jar next = taking(jar, folder.resolve("zentinel.kdl"))) {
                assertThat(Jar.get(next.address("main"), "/").body()).isEqualTo("ok");
            }
        }
    }

    @Test
    void withoutTheFlagABusyPortIsStillExitCode3() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(OK)) {
            Path config = config(origin, FreePort.next(), FreePort.next());
            try (Jar old = Jar.start("run", "-c", config.toString());
                    Unfailing client = Unfailing.anew(old.address("main"))) {
                try (Jar second = Jar.start("run", "-c", config.toString())) {
                    assertThat(second.exit()).isEqualTo(3);
                }
                assertGoesOn(client);
                try (Jar next = taking(old, config)) {
                    next.address("main");
                }
            }
        }
    }

    private static void assertGoesOn(Unfailing client) {
        long before = client.answers();
        Awaitility.await().atMost(60, TimeUnit.SECONDS).until(() -> client.answers() > before + 20);
        assertThat(client.failures()).isEmpty();
    }
}
