package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.FreePort;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** HUP, and files that change where the configuration says {@code auto-reload}. */
class ReloadIT {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    Path folder;

    private static TestOrigin named(String name) {
        return TestOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: " + name.length() + "\r\n\r\n" + name);
    }

    private Path config(TestOrigin origin, String system) throws IOException {
        return Config.write(folder, origin.port(), system, "");
    }

    private static void awaitMetrics(InetSocketAddress admin, String... lines) {
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .untilAsserted(
                        () -> assertThat(Jar.get(admin, "/metrics").body()).contains(lines));
    }

    private static void awaitBody(InetSocketAddress address, String body) {
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> Jar.get(address, "/").body().equals(body));
    }

    @Test
    void hupPutsTheFileIntoForceAndConnectionsStay() throws Exception {
        try (TestOrigin one = named("one");
                TestOrigin other = named("other");
                Jar jar = Jar.start("run", "-c", config(one, "").toString());
                RawClient client = RawClient.connect(jar.address("main"))) {
            assertThat(client.send(GET).read().body()).isEqualTo("one");
            config(other, "");

            jar.signal("HUP");

            jar.awaitSaid("reloaded, generation 2, sha256 ");
            assertThat(client.send(GET).read().body()).isEqualTo("other");
        }
    }

    @Test
    void aBadFileChangesNothingAndEachProblemIsSaidWithItsPlace() throws Exception {
        try (TestOrigin origin = named("one");
                Jar jar = Jar.start("run", "-c", config(origin, "").toString())) {
            InetSocketAddress address = jar.address("main");
            Path file = config(origin, "max-connections 0; trace-id-format \"no\"");

            jar.signal("HUP");

            jar.awaitSaid(file + ":2:21: ").awaitSaid(file + ":2:40: ").awaitSaid("the running configuration stays");
            assertThat(Jar.get(address, "/").body()).isEqualTo("one");
            awaitMetrics(
                    jar.address("admin"),
                    "zentinel_config_reloads_total{result=\"failure\"} 1",
                    "zentinel_config_last_reload_successful 0");
        }
    }

    @Test
    void aPortInUseChangesNothing() throws Exception {
        try (TestOrigin origin = named("one");
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Jar jar = Jar.start("run", "-c", config(origin, "").toString())) {
            InetSocketAddress address = jar.address("main");
            Config.write(folder, taken.getLocalPort(), 0, origin.port(), "", "");

            jar.signal("HUP");

            jar.awaitSaid("cannot bind 127.0.0.1:" + taken.getLocalPort());
            assertThat(Jar.get(address, "/").body()).isEqualTo("one");
        }
    }

    @Test
    void whatCannotBeMadeBesidesTheProxyIsCountedAsAFailure() throws Exception {
        try (TestOrigin origin = named("one");
                Jar jar = Jar.start("run", "-c", config(origin, "").toString())) {
            jar.address("main");
            config(origin, "pid-file \"/proc/no/such/place\"");

            jar.signal("HUP");

            jar.awaitSaid("the pid-file /proc/no/such/place cannot be written")
                    .awaitSaid("the running configuration stays");
            awaitMetrics(
                    jar.address("admin"),
                    "zentinel_config_reloads_total{result=\"failure\"} 1",
                    "zentinel_config_last_reload_successful 0");
        }
    }

    @Test
    void logsMetricsAndPidFileGoWhereTheFileSaysNow() throws Exception {
        Path log = folder.resolve("app.log");
        Path one = folder.resolve("one.pid");
        Path other = folder.resolve("other.pid");
        try (TestOrigin origin = named("one");
                Jar jar = Jar.start(
                        "run", "-c", config(origin, "pid-file \"" + one + "\"").toString())) {
            InetSocketAddress admin = jar.address("admin");
            int port = FreePort.next();
            String more = "logging { file \"" + log + "\"; }";
            Config.write(folder, 0, port, origin.port(), "pid-file \"" + other + "\"", more);

            jar.signal("HUP");

            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> Files.exists(log) && Files.readString(log).contains("generation 2"));
            assertThat(Jar.get(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), "/metrics")
                            .statusCode())
                    .isEqualTo(200);
            Awaitility.await().atMost(60, TimeUnit.SECONDS).untilAsserted(() -> {
                assertThat(other).hasContent(jar.pid() + "\n");
                assertThat(one).doesNotExist();
            });
            assertThat(admin.getPort()).isNotEqualTo(port);
        }
    }

    @Test
    void aProcessThatDrainsIgnoresHup() throws Exception {
        Path pid = folder.resolve("new.pid");
        try (TestOrigin origin = named("one");
                Jar jar = Jar.start(
                        "run", "-c", config(origin, "drain-idle-secs 60").toString());
                RawClient client = RawClient.connect(jar.address("main"))) {
            assertThat(client.send(GET).read().body()).isEqualTo("one");
            config(origin, "pid-file \"" + pid + "\"");
            Files.writeString(pid, "1\n");
            jar.signal("TERM");
            jar.awaitSaid("draining");

            jar.signal("HUP");

            jar.awaitSaid("HUP is ignored: this process drains and ends");
            assertThat(pid).hasContent("1\n");
        }
    }

    @Test
    void whatNeedsARestartIsSaid() throws Exception {
        try (TestOrigin origin = named("one");
                Jar jar = Jar.start("run", "-c", config(origin, "").toString())) {
            jar.address("main");
            config(origin, "worker-threads 3");
            jar.signal("HUP");
            jar.awaitSaid("system.worker-threads needs a restart");
        }
    }

    @Test
    void aChangedFileIsPutIntoForceByItself() throws Exception {
        try (TestOrigin one = named("one");
                TestOrigin other = named("other");
                Jar jar =
                        Jar.start("run", "-c", config(one, "auto-reload #true").toString())) {
            InetSocketAddress address = jar.address("main");
            assertThat(Jar.get(address, "/").body()).isEqualTo("one");
            config(other, "auto-reload #true");
            awaitBody(address, "other");
            config(one, "auto-reload #true; max-connections 0");
            jar.awaitSaid("the running configuration stays");
            // A file is put in the place of another, as those do who want no reader to see half of it.
            Path aside = Files.createDirectory(folder.resolve("aside"));
            Path next = Config.write(aside, one.port(), "auto-reload #false", "");
            Files.move(next, folder.resolve("zentinel.kdl"), StandardCopyOption.ATOMIC_MOVE);
            awaitBody(address, "one");
        }
    }

    @Test
    void includedFilesThatChangeOrComeArePutIntoForce() throws Exception {
        try (TestOrigin one = named("one");
                TestOrigin other = named("other")) {
            Path sites = Files.createDirectory(folder.resolve("sites"));
            Path file = config(one, "auto-reload #true");
            Files.writeString(file, Files.readString(file) + "include \"sites/*.kdl\"\n");
            Files.writeString(sites.resolve("a.kdl"), route("a", "origin"));
            try (Jar jar = Jar.start("run", "-c", file.toString())) {
                InetSocketAddress address = jar.address("main");
                String upstream = "upstreams { upstream \"other\" { target \"127.0.0.1:" + other.port() + "\"; }; }\n";
                Files.writeString(sites.resolve("b.kdl"), upstream + route("b", "other"));
                awaitBodyOf(address, "/b", "other");
                assertThat(Jar.get(address, "/a").body()).isEqualTo("one");
                Files.writeString(sites.resolve("a.kdl"), route("a", "other"));
                awaitBodyOf(address, "/a", "other");
            }
        }
    }

    @Test
    void aFileThatVanishesAndComesBackAsItWasIsNoFailureAnyMore() throws Exception {
        try (TestOrigin one = named("one")) {
            Path file = config(one, "auto-reload #true");
            try (Jar jar = Jar.start("run", "-c", file.toString())) {
                InetSocketAddress admin = jar.address("admin");
                Path away = Files.move(file, folder.resolve("away"));
                jar.awaitSaid("the running configuration stays");
                awaitMetrics(admin, "zentinel_config_last_reload_successful 0");
                Files.move(away, file);
                awaitMetrics(admin, "zentinel_config_last_reload_successful 1");
            }
        }
    }

    /** The main file names it before it is there, and then it is wrong: neither belongs to what is in force. */
    @Test
    void anIncludedFileThatMadeAReloadFailIsLookedAtUntilItIsPutRight() throws Exception {
        try (TestOrigin one = named("one")) {
            Path file = config(one, "auto-reload #true");
            try (Jar jar = Jar.start("run", "-c", file.toString())) {
                InetSocketAddress address = jar.address("main");
                Path site = folder.resolve("site.kdl");
                Files.writeString(file, Files.readString(file) + "include \"site.kdl\"\n");
                jar.awaitSaid("there is no file `site.kdl`");
                Files.writeString(site, route("a", "nowhere"));
                jar.awaitSaid("there is no upstream `nowhere`");
                Files.writeString(site, route("a", "origin"));
                jar.awaitSaid("reloaded, generation 2");
                assertThat(Jar.get(address, "/a").body()).isEqualTo("one");
            }
        }
    }

    private static String route(String path, String upstream) {
        return "routes { route \"" + path + "\" { matches { path \"/" + path + "\"; }; upstream \"" + upstream
                + "\"; }; }\n";
    }

    private static void awaitBodyOf(InetSocketAddress address, String path, String body) {
        Awaitility.await()
                .atMost(60, TimeUnit.SECONDS)
                .until(() -> Jar.get(address, path).body().equals(body));
    }

    /** As Kubernetes mounts a ConfigMap: the file is a link into a folder that is a link, and that one is exchanged. */
    @Test
    void aLinkThatLeadsElsewhereIsFollowed() throws Exception {
        try (TestOrigin one = named("one");
                TestOrigin other = named("other")) {
            Path first = Files.createDirectory(folder.resolve("..first"));
            Path second = Files.createDirectory(folder.resolve("..second"));
            Config.write(first, one.port(), "auto-reload #true", "");
            Config.write(second, other.port(), "auto-reload #true", "");
            Path data = Files.createSymbolicLink(folder.resolve("..data"), first.getFileName());
            Path file = Files.createSymbolicLink(folder.resolve("main.kdl"), Path.of("..data", "zentinel.kdl"));
            try (Jar jar = Jar.start("run", "-c", file.toString())) {
                InetSocketAddress address = jar.address("main");
                assertThat(Jar.get(address, "/").body()).isEqualTo("one");
                Path link = Files.createSymbolicLink(folder.resolve("..new"), second.getFileName());
                Files.move(link, data, StandardCopyOption.ATOMIC_MOVE);
                awaitBody(address, "other");
            }
        }
    }
}
