package io.zentinelproxy.core.wire.http2.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zentinelproxy.core.testkit.Nginx;
import io.zentinelproxy.core.testkit.Pattern;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Reply;
import io.zentinelproxy.core.testkit.h2.Programs;
import io.zentinelproxy.core.wire.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Origins of others: nginx and nghttpd. */
class RealOriginsTest {
    private static final int OCTETS = 20 << 20;

    @TempDir
    private Path folder;

    private void writeFiles() throws IOException {
        Files.writeString(folder.resolve("small"), "small");
        Files.write(folder.resolve("large"), Pattern.octets(OCTETS));
    }

    private Nginx nginx(String more) {
        assumeTrue(Nginx.isThere(), "nginx is not installed");
        return Nginx.serving(
                "ssl http2",
                "ssl_certificate " + Origins.APP.certificate() + "; ssl_certificate_key " + Origins.APP.key() + "; "
                        + more + " location /said { return 200 \"$server_protocol $host\"; } root " + folder + ";");
    }

    private static void assertLarge(RunningProxy proxy) {
        try (RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.get("/large")).read();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.content().length()).isEqualTo(OCTETS);
            assertThat(reply.content().crc32()).isEqualTo(Pattern.crc32(OCTETS));
        }
    }

    @Test
    void nginxIsSpokenToInHttp2() throws IOException {
        writeFiles();
        try (Nginx nginx = nginx("");
                RunningProxy proxy = RunningProxy.inFrontOf(nginx.address(), Origins.TLS);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.get("/said")).read().body()).isEqualTo("HTTP/2.0 a.test");
            assertThat(client.send(Messages.get("/small")).read().body()).isEqualTo("small");
            assertThat(client.send("HEAD /small HTTP/1.1\r\nHost: a.test\r\n\r\n")
                            .readAnswerTo("HEAD")
                            .field("content-length"))
                    .isEqualTo("5");
            assertLarge(proxy);
        }
    }

    /** It ends each connection after some requests, by a GOAWAY that crosses others on their way. */
    @Test
    void nothingIsLostWhenNginxReplacesItsConnections() throws Exception {
        writeFiles();
        try (Nginx nginx = nginx("keepalive_requests 20; http2_max_concurrent_streams 5;");
                RunningProxy proxy = RunningProxy.inFrontOf(nginx.address(), Origins.TLS);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<String>>> failed = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                failed.add(clients.submit(() -> failures(proxy, 40)));
            }
            for (Future<List<String>> one : failed) {
                assertThat(one.get()).isEmpty();
            }
        }
    }

    private static List<String> failures(RunningProxy proxy, int requests) {
        List<String> failed = new ArrayList<>();
        try (RawClient client = proxy.connect()) {
            for (int i = 0; i < requests; i++) {
                Reply reply = client.send(Messages.get("/small")).read();
                if (reply.status() != 200 || !reply.body().equals("small")) {
                    failed.add(reply.head() + reply.body());
                }
            }
        }
        return failed;
    }

    @Test
    void nghttpdIsSpokenToInTheClear() throws IOException {
        assumeTrue(Programs.has("nghttpd"), "nghttpd is not installed");
        writeFiles();
        try (Programs.Running nghttpd = Programs.nghttpd(folder, "--echo-upload");
                RunningProxy proxy =
                        RunningProxy.inFrontOf(nghttpd.address(), Origins.H2C, Piece.limits("max-body-size \"64MB\""));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.get("/small")).read().body()).isEqualTo("small");
            assertThat(client.send(Messages.get("/none")).read().status()).isEqualTo(404);
            assertLarge(proxy);
            byte[] content = Pattern.octets(5 << 20);
            client.send(Messages.postWith("Content-Length: " + content.length + "\r\n", ""));
            client.send(content);
            Reply echo = client.read();
            assertThat(echo.content().length()).isEqualTo(content.length);
            assertThat(echo.content().crc32()).isEqualTo(Pattern.crc32(content.length));
        }
    }

    @Test
    void nghttpdIsSpokenToInTls() throws IOException {
        assumeTrue(Programs.has("nghttpd"), "nghttpd is not installed");
        writeFiles();
        try (Programs.Running nghttpd = Programs.nghttpdOverTls(folder, Origins.APP, "--trailer", "grpc-status: 0");
                RunningProxy proxy = RunningProxy.inFrontOf(nghttpd.address(), Origins.TLS);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Reply reply = client.get("/small").awaitReply();
            assertThat(reply.body()).isEqualTo("small");
            assertThat(reply.trailers().only("grpc-status")).isEqualTo("0");
            assertLarge(proxy);
        }
    }
}
