package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalsIT {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    Path folder;

    @Test
    void termFinishesWhatRunsRefusesWhatIsNewAndExitsWithZero() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(OK));
                Jar jar = Jar.start("run", "-c", config(origin, "").toString())) {
            InetSocketAddress address = jar.address("main");
            InetSocketAddress admin = jar.address("admin");
            assertThat(Jar.get(admin, "/readyz").statusCode()).isEqualTo(200);
            try (RawClient client = RawClient.connect(address)) {
                client.send(GET);
                origin.awaitRequests(1);

                jar.signal("TERM");

                Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> !accepts(address));
                Awaitility.await()
                        .atMost(30, TimeUnit.SECONDS)
                        .until(() -> Jar.get(admin, "/readyz").statusCode() == 503);
                assertThat(Jar.get(admin, "/healthz").statusCode()).isEqualTo(200);
                answer.countDown();
                assertThat(client.read().statusLine()).isEqualTo("HTTP/1.1 200 OK");
                assertThat(client.awaitClosed()).isTrue();
            }
            assertThat(jar.exit()).isZero();
        }
    }

    private static boolean accepts(InetSocketAddress address) {
        try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
            return socket.isConnected();
        } catch (java.io.IOException e) {
            return false;
        }
    }

    @Test
    void termClosesIdleConnectionsAfterTheirTime() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = Jar.start(
                        "run",
                        "-c",
                        Config.write(folder, origin.port(), "drain-idle-secs \"200ms\"", "")
                                .toString());
                RawClient client = RawClient.connect(jar.address("main"))) {
            client.send(GET).read();

            jar.signal("TERM");

            assertThat(client.awaitClosed()).isTrue();
            assertThat(jar.exit()).isZero();
        }
    }

    @Test
    void anExchangeThatOutlivesTheGracefulTimeoutIsCutAndTheExitIsZeroAllTheSame() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(never), Step.send(OK));
                Jar jar = Jar.start(
                        "run",
                        "-c",
                        Config.write(folder, origin.port(), "graceful-shutdown-timeout-secs \"300ms\"", "")
                                .toString());
                RawClient client = RawClient.connect(jar.address("main"))) {
            client.send(GET);
            origin.awaitRequests(1);

            jar.signal("TERM");

            assertThat(jar.exit()).isZero();
            assertThat(client.awaitClosed()).isTrue();
            never.countDown();
        }
    }

    @Test
    void usr1GoesOnInANewFileAfterARotation() throws Exception {
        Path log = folder.resolve("access.log");
        try (TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = Jar.start(
                        "run",
                        "-c",
                        config(origin, "access-log { file \"" + log + "\"; }").toString())) {
            InetSocketAddress address = jar.address("main");
            Jar.get(address, "/before");
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> Files.readString(log).contains("/before"));
            Path rotated = Files.move(log, folder.resolve("access.log.1"));

            jar.signal("USR1");

            Awaitility.await().atMost(30, TimeUnit.SECONDS).until(() -> Files.exists(log));
            Jar.get(address, "/after");
            Awaitility.await()
                    .atMost(60, TimeUnit.SECONDS)
                    .until(() -> Files.readString(log).contains("/after"));
            assertThat(Files.readString(rotated)).doesNotContain("/after");
        }
    }

    @Test
    void aRefusedPortAfterTheEndIsFree() throws Exception {
        try (TestOrigin origin = TestOrigin.answering(OK);
                Jar jar = Jar.start("run", "-c", config(origin, "").toString())) {
            InetSocketAddress address = jar.address("main");
            jar.signal("INT");
            assertThat(jar.exit()).isZero();
            assertThatThrownBy(() -> new Socket(address.getAddress(), address.getPort()))
                    .isInstanceOf(ConnectException.class);
        }
    }

    private Path config(TestOrigin origin, String more) throws Exception {
        return Config.write(folder, origin.port(), "", more);
    }
}
