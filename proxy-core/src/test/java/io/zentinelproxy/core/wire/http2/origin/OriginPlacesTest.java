package io.zentinelproxy.core.wire.http2.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.wire.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets a place on a connection of HTTP/2, and which connections have places no more. */
class OriginPlacesTest {

    /** A client that leaves its answer where it is costs nobody else a place, once somebody waits for one. */
    @Test
    void clientsThatTakeNothingOfTheirAnswersMakeRoom() {
        Piece one = Piece.upstream("connection-pool { max-connections 1; }\ntimeouts { connect 3600; }");
        try (H2Origin origin = H2Origin.scripted(request -> request.path().equals("/long")
                        ? List.of(H2Step.head(200), new H2Step.SendPattern(16 << 20, true))
                        : H2Step.answer(200, "ok"));
                RunningProxy proxy = Origins.with("max-h2-streams 3", origin, one)) {
            List<RawClient> stalled = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                stalled.add(
                        RawClient.connectWithSmallWindow(proxy.address(), 4096).send(Messages.get("/long")));
            }
            origin.awaitRequests(3);
            try (RawClient client = proxy.connect()) {
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            }
            stalled.forEach(RawClient::close);
            assertThat(origin.connections()).isOne();
        }
    }

    /** An origin that refuses much, as it is crowded, is not one that floods. */
    @Test
    void streamsThatAreResetAreNotHeldAgainstTheirOrigin() {
        try (H2Origin origin = H2Origin.scripted(request -> request.path().equals("/other")
                        ? H2Step.answer(200, "ok")
                        : List.of(new H2Step.Reset(H2Code.INTERNAL_ERROR)));
                RunningProxy proxy = Origins.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 2_500; i++) {
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(502);
            }
            assertThat(client.send(Messages.get("/other")).read().status()).isEqualTo(200);
            assertThat(origin.connections()).isOne();
        }
    }

    @Test
    void aConnectionThatWentByOtherFilesTakesNoMoreRequests(@TempDir Path folder) throws IOException {
        TestIdentity first = Origins.CA.client("first");
        Path certificate = Files.copy(first.certificate(), folder.resolve("cert.pem"));
        Path key = Files.copy(first.key(), folder.resolve("key.pem"));
        Piece shown = Piece.upstream("tls {\nca-cert \"" + Origins.CA.caFile() + "\"\nsni \"app.test\"\nclient-cert \""
                + certificate + "\"\nclient-key \"" + key + "\"\n}");
        try (H2Origin origin = H2Origin.answering(200, "ok").overTls(Origins.speaking("h2"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin.address(), shown);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            TestIdentity second = Origins.CA.client("second");
            replace(second.key(), key);
            replace(second.certificate(), certificate);
            origin.awaitConnectionClosed(0);
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    private static void replace(Path by, Path file) throws IOException {
        Path beside = Files.copy(by, file.resolveSibling(file.getFileName() + ".new"));
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
