package io.zentinelproxy.core.testkit.h2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zentinelproxy.core.testkit.Nginx;
import io.zentinelproxy.core.testkit.Pattern;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kit against programs of others: what the kit takes for HTTP/2 is what they take for it. */
class H2KitProgramsTest {

    @Test
    void clientGetsFilesOfNghttpdWithinItsWindows(@TempDir Path folder) throws Exception {
        assumeTrue(Programs.has("nghttpd"), "nghttpd is not installed");
        Files.write(folder.resolve("long"), Pattern.octets(3_000_000));
        try (Programs.Running server = Programs.nghttpd(folder);
                H2Client client = H2Client.connect(server.address())) {
            H2Reply reply = client.get("/long").awaitReply();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.content().crc32()).isEqualTo(Pattern.crc32(3_000_000));
            assertThat(client.get("/none").awaitReply().status()).isEqualTo(404);
            client.roundTrip();
        }
    }

    @Test
    void clientGetsItsEchoAndTrailersOfNghttpd(@TempDir Path folder) {
        assumeTrue(Programs.has("nghttpd"), "nghttpd is not installed");
        try (Programs.Running server = Programs.nghttpd(folder, "--echo-upload", "--trailer", "end: yes");
                H2Client client = H2Client.connect(server.address())) {
            H2Stream stream = client.open("POST", "/");
            assertThat(stream.sendPattern(1_000_000, true)).isTrue();
            H2Reply reply = stream.awaitReply();
            assertThat(reply.content().crc32()).isEqualTo(Pattern.crc32(1_000_000));
            assertThat(reply.trailers().only("end")).isEqualTo("yes");
        }
    }

    @Test
    void nghttpdAnswersMalformedFramesAsExpected(@TempDir Path folder) {
        assumeTrue(Programs.has("nghttpd"), "nghttpd is not installed");
        try (Programs.Running server = Programs.nghttpd(folder);
                H2Client client = H2Client.connect(server.address())) {
            client.send(new H2Frame(H2Frame.PING, 0, 1, new byte[8]));
            assertThat(client.awaitGoAway().code()).isEqualTo(H2Code.PROTOCOL_ERROR);
            client.awaitClosed();
        }
    }

    @Test
    void clientIsServedByNginx() {
        assumeTrue(Nginx.isThere(), "nginx is not installed");
        try (Nginx server = Nginx.serving("http2", "location / { add_header x $request_uri; return 200 $host; }");
                H2Client client = H2Client.connect(server.address())) {
            for (int i = 0; i < 10; i++) {
                H2Reply reply = client.get("/" + i).awaitReply();
                assertThat(reply.field("x")).isEqualTo("/" + i);
                assertThat(reply.body()).isEqualTo("a.test");
            }
        }
    }

    @Test
    void originAnswersNghttp() {
        assumeTrue(Programs.has("nghttp"), "nghttp is not installed");
        try (H2Origin origin = H2Origin.doing(
                new H2Step.ReadContent(),
                H2Step.head(200, "x", "y"),
                H2Step.content("answer"),
                H2Step.trailers("end", "yes"))) {
            String said = Programs.run("nghttp", "-v", "http://127.0.0.1:" + origin.port() + "/there");
            assertThat(said)
                    .contains(":status: 200", "x: y", "answer", "end: yes")
                    .doesNotContain("PROTOCOL_ERROR");
            assertThat(origin.onlyRequest().path()).isEqualTo("/there");
        }
    }

    @Test
    void originTakesAnUploadOfCurl(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("upload"), Pattern.octets(2_000_000));
        try (H2Origin origin =
                H2Origin.doing(new H2Step.ReadContent(), H2Step.head(200), new H2Step.SendPattern(1_000_000, true))) {
            Path got = folder.resolve("got");
            String url = "http://127.0.0.1:" + origin.port() + "/";
            String said = Programs.run(
                    "curl", "-sS", "--http2-prior-knowledge", "-T", file.toString(), "-o", got.toString(), url);
            assertThat(said).isEmpty();
            assertThat(Files.readAllBytes(got)).isEqualTo(Pattern.octets(1_000_000));
            assertThat(origin.onlyRequest().content().crc32()).isEqualTo(Pattern.crc32(2_000_000));
        }
    }
}
