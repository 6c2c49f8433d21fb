package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.testkit.FreePort;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only the whole process shows of the block {@code observability}. */
class ObservabilityKeysIT {
    private final TestOrigin origin = TestOrigin.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

    @TempDir
    Path folder;

    @AfterEach
    void closeOrigin() {
        origin.close();
    }

    @Test
    void theAdminServerListensWhereItsAddressSays() throws Exception {
        int port = FreePort.next();
        try (Jar jar = run(Config.withMetrics(folder, origin.port(), "address \"127.0.0.1:" + port + "\""))) {
            assertThat(jar.address("admin").getPort()).isEqualTo(port);
            assertThat(Jar.get(jar.address("admin"), "/metrics").body()).contains("zentinel_open_connections");
        }
    }

    @Test
    void noAdminServerListensWhereMetricsAreSwitchedOff() throws Exception {
        int port = FreePort.next();
        String off = "enabled #false; address \"127.0.0.1:" + port + "\"";
        try (Jar jar = run(Config.withMetrics(folder, origin.port(), off))) {
            assertThat(Jar.get(jar.address("main"), "/").body()).isEqualTo("ok");
            assertThat(jar.said()).doesNotContain("admin=");
            assertThatThrownBy(() -> new Socket("127.0.0.1", port)).isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void metricsAreFoundUnderTheirPathAndUnderNoOther() throws Exception {
        String elsewhere = "address \"127.0.0.1:0\"; path \"/elsewhere\"";
        try (Jar jar = run(Config.withMetrics(folder, origin.port(), elsewhere))) {
            InetSocketAddress admin = jar.address("admin");
            assertThat(Jar.get(admin, "/elsewhere").body()).contains("zentinel_open_connections");
            assertThat(Jar.get(admin, "/metrics").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void theAccessLogGoesToStandardOutputWhereItsFileSaysSo() throws Exception {
        Path config = Config.write(folder, origin.port(), "", "access-log { file \"stdout\"; }");
        try (Jar jar = run(config)) {
            Jar.get(jar.address("main"), "/seen-on-stdout");
            jar.awaitSaid("\"target\":\"/seen-on-stdout\"");
        }
    }

    private static Jar run(Path config) throws Exception {
        return Jar.start("run", "-c", config.toString());
    }
}
