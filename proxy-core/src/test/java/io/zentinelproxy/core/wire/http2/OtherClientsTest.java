package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zentinelproxy.core.testkit.Pattern;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.Programs;
import io.zentinelproxy.core.wire.Messages;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients of others, which use what they like of HTTP/2: Huffman's code, the dynamic table, windows of their own. */
class OtherClientsTest {

    private static String url(RunningProxy proxy) {
        return "http://127.0.0.1:" + proxy.address().getPort();
    }

    @Test
    void curlIsServedBothWays(@TempDir Path folder) throws Exception {
        Path upload = Files.write(folder.resolve("upload"), Pattern.octets(5_000_000));
        Path got = folder.resolve("got");
        try (TestOrigin origin = TestOrigin.doing(
                        new Step.ReadBody(),
                        Step.send(Messages.okWith("Content-Length: 3000000\r\n", "")),
                        new Step.SendPattern(3_000_000));
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            String said = Programs.run(
                    "curl",
                    "-sS",
                    "--http2-prior-knowledge",
                    "-w",
                    "%{http_version} %{http_code}",
                    "-T",
                    upload.toString(),
                    "-o",
                    got.toString(),
                    url(proxy) + "/there");
            assertThat(said).isEqualTo("2 200");
            assertThat(Files.readAllBytes(got)).isEqualTo(Pattern.octets(3_000_000));
            assertThat(origin.onlyRequest().content().crc32()).isEqualTo(Pattern.crc32(5_000_000));
        }
    }

    @Test
    void nghttpIsServedWithTrailersAndPriorities(@TempDir Path folder) throws Exception {
        assumeTrue(Programs.has("nghttp"), "nghttp is not installed");
        Path upload = Files.write(folder.resolve("upload"), Pattern.octets(100_000));
        try (TestOrigin origin = TestOrigin.answering(
                        Messages.okWith("Transfer-Encoding: chunked\r\n", "6\r\nanswer\r\n0\r\nX-Sum: 1234\r\n\r\n"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            String said = Programs.run(
                    "nghttp",
                    "-v",
                    "--no-content-length",
                    "-d",
                    upload.toString(),
                    "--trailer",
                    "content-digest: 1",
                    url(proxy) + "/there");
            assertThat(said).contains(":status: 200", "answer", "x-sum: 1234").doesNotContain("PROTOCOL_ERROR");
            assertThat(origin.onlyRequest().content().crc32()).isEqualTo(Pattern.crc32(100_000));
            assertThat(origin.onlyRequest().content().trailers().only("content-digest"))
                    .isEqualTo("1");
        }
    }

    @Test
    void manyStreamsOfManyConnectionsAreServed() {
        assumeTrue(Programs.has("h2load"), "h2load is not installed");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin)) {
            String said = Programs.run("h2load", "-n", "3000", "-c", "5", "-m", "50", url(proxy) + "/");
            assertThat(said).contains("3000 succeeded, 0 failed, 0 errored, 0 timeout");
            assertThat(origin.requests()).hasSize(3000);
        }
    }
}
