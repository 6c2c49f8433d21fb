package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.ClosedPort;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Reply;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.Messages;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client of gRPC gets where the proxy itself refuses or fails: Trailers-Only, with a status that its library understands. */
class GrpcFaultsTest {
    private static final String GRPC = "application/grpc+proto";

    @TempDir
    private Path folder;

    @Test
    void anOriginThatCannotBeReachedIsUnavailable() {
        LogFile log = new LogFile(folder.resolve("access.log"));
        try (RunningProxy proxy = RunningProxy.inFrontOf(ClosedPort.refusing(), log.as("json"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = call(client, "/shop.Cart/Add");
            H2Reply reply = stream.awaitReply();

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.field("content-type")).isEqualTo("application/grpc");
            assertThat(reply.field("grpc-status")).isEqualTo("14");
            assertThat(reply.field("grpc-message")).isEqualTo("The origin server cannot be reached.");
            assertThat(reply.fields().all("content-length")).isEmpty();
            assertEndsWithItsHead(client, stream);
            LogFile.Line line = log.awaitOnlyLine();
            assertThat(line.number("status")).isEqualTo(200);
            assertThat(line.text("reason")).isEqualTo("connect_failed");
        }
    }

    /** Any library takes a head that does not end the stream for the beginning of an answer, and waits for trailers. */
    private static void assertEndsWithItsHead(H2Client client, H2Stream stream) {
        H2Frame head = client.awaitFrame(
                "the head", frame -> frame.type() == H2Frame.HEADERS && frame.stream() == stream.id());
        assertThat(head.has(H2Frame.END_STREAM)).isTrue();
        assertThat(client.count(H2Frame.DATA)).isZero();
    }

    @Test
    void aMethodThatNobodyServesIsUnimplemented() {
        Piece routes = Piece.routes("route \"some\" { matches { path-prefix \"/served\"; }; upstream \"origin\"; }");
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, routes);
                H2Client client = H2Client.connect(proxy.address())) {
            assertThat(call(client, "/other.Service/Do").awaitReply().field("grpc-status"))
                    .isEqualTo("12");
        }
    }

    @Test
    void aRequestWhoseTimeIsUpHasExceededItsDeadline() {
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose());
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin, Piece.route("policies { timeout-secs \"100ms\"; }"));
                H2Client client = H2Client.connect(proxy.address())) {
            assertThat(call(client, "/slow.Service/Do").awaitReply().field("grpc-status"))
                    .isEqualTo("4");
        }
    }

    @Test
    void contentThatIsTooLargeExhaustsAResource() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.limits("max-body-size 10"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.open("POST", "/a.B/C", "content-type", GRPC, "content-length", "11");
            assertThat(stream.awaitReply().field("grpc-status")).isEqualTo("8");
        }
    }

    @Test
    void whoAsksForSomethingElseGetsTheErrorPage() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(ClosedPort.refusing());
                H2Client client = H2Client.connect(proxy.address());
                RawClient old = proxy.connect()) {
            H2Reply web = client.request("POST", "/a.B/C", "content-type", "application/grpc-web+proto")
                    .awaitReply();
            Reply http1 = old.send(Messages.postWith("Content-Type: " + GRPC + "\r\nContent-Length: 0\r\n", ""))
                    .read();

            assertThat(web.status()).isEqualTo(502);
            assertThat(web.body()).contains("connect_failed");
            assertThat(http1.status()).isEqualTo(502);
        }
    }

    private static H2Stream call(H2Client client, String path) {
        return client.request("POST", path, "content-type", GRPC, "te", "trailers");
    }
}
