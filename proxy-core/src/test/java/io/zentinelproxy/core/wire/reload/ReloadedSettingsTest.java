package io.zentinelproxy.core.wire.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.wire.LogFile;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import io.zentinelproxy.core.wire.SealedListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of each kind act once they are reloaded, without a restart. */
class ReloadedSettingsTest {
    private final CountDownLatch answer = new CountDownLatch(1);
    private TestOrigin origin;

    @TempDir
    private Path folder;

    @BeforeEach
    void start() {
        origin = TestOrigin.scripted(request -> request.target().equals("/slow")
                ? List.of(new Step.WaitFor(answer), Step.send(Messages.OK))
                : Messages.ANSWER_OK);
    }

    @AfterEach
    void end() {
        answer.countDown();
        origin.close();
    }

    private String kdl(Piece... pieces) {
        return ProxyKdl.inFrontOf(origin.address(), pieces);
    }

    private static int status(RunningProxy proxy, String request) {
        try (RawClient client = proxy.connect()) {
            return client.send(request).read().status();
        }
    }

    @Test
    void limitsOfRequestsHoldOnNewConnections() {
        String request = Messages.getWith("X-A: 1\r\nX-B: 2\r\nX-C: 3\r\n");
        try (RunningProxy proxy = RunningProxy.start(kdl());
                RawClient before = proxy.connect()) {
            assertThat(before.send(request).read().status()).isEqualTo(200);
            proxy.reload(kdl(Piece.limits("max-header-count 3")));
            assertThat(status(proxy, request)).isEqualTo(431);
            assertThat(before.send(request).read().status())
                    .as("a connection stays with what it began with")
                    .isEqualTo(200);
        }
    }

    @Test
    void requestsOfAConnectionAreCountedByTheNewLimitOnNewConnections() {
        try (RunningProxy proxy = RunningProxy.start(kdl())) {
            proxy.reload(kdl(Piece.listener("keepalive-max-requests 1")));
            try (RawClient client = proxy.connect()) {
                client.send(Messages.GET).read();
                assertThat(client.awaitClosed()).isTrue();
            }
        }
    }

    @Test
    void moreConnectionsMayBeOpenOnceTheLimitIsRaisedAndFewerOnceItIsLowered() {
        try (RunningProxy proxy = RunningProxy.start(kdl(Piece.system("max-connections 1")));
                RawClient one = proxy.connect()) {
            one.send(Messages.GET).read();
            assertThat(status(proxy, Messages.GET)).isEqualTo(503);
            proxy.reload(kdl(Piece.system("max-connections 2")));
            try (RawClient two = proxy.connect()) {
                assertThat(two.send(Messages.GET).read().status()).isEqualTo(200);
                proxy.reload(kdl(Piece.system("max-connections 1")));
                assertThat(two.send(Messages.GET).read().status())
                        .as("who is there stays")
                        .isEqualTo(200);
                assertThat(status(proxy, Messages.GET)).isEqualTo(503);
            }
        }
    }

    @Test
    void connectionsOfEachClientAreLimitedFromThenOn() {
        try (RunningProxy proxy = RunningProxy.start(kdl(Piece.limits("max-connections-per-client 2")));
                RawClient one = proxy.connect()) {
            one.send(Messages.GET).read();
            proxy.reload(kdl(Piece.limits("max-connections-per-client 1")));
            assertThat(status(proxy, Messages.GET)).isEqualTo(429);
            proxy.reload(kdl(Piece.limits("max-connections-per-client 3")));
            assertThat(status(proxy, Messages.GET)).isEqualTo(200);
        }
    }

    @Test
    void requestsUnderWayCountAgainstTheNewLimit() {
        try (RunningProxy proxy = RunningProxy.start(kdl());
                RawClient slow = proxy.connect().send(Messages.get("/slow"))) {
            origin.awaitRequests(1);
            proxy.reload(kdl(Piece.limits("max-in-flight-requests 1")));
            assertThat(status(proxy, Messages.GET)).isEqualTo(503);
            proxy.reload(kdl(Piece.limits("max-connections-per-route 1")));
            assertThat(status(proxy, Messages.GET)).isEqualTo(503);
            answer.countDown();
            slow.read();
            await().until(() -> status(proxy, Messages.GET) == 200);
        }
    }

    @Test
    void theBudgetOfMemoryIsWhatTheConfigurationSaysNow() {
        try (RunningProxy proxy = RunningProxy.start(kdl())) {
            proxy.reload(kdl(Piece.limits("max-memory-bytes 12345")));
            assertThat(MetricSamples.of(proxy)).containsEntry("zentinel_held_octets_limit", 12345.0);
        }
    }

    @Test
    void proxiesAreTrustedAtTheNextRequest() {
        String request = Messages.getWith("X-Forwarded-For: 192.0.2.9\r\n");
        try (RunningProxy proxy = RunningProxy.start(kdl());
                RawClient client = proxy.connect()) {
            client.send(request).read();
            proxy.reload(kdl(Piece.listener("trusted-proxies \"127.0.0.0/8\"")));
            client.send(request).read();
            assertThat(origin.awaitRequests(2))
                    .extracting(seen -> seen.fields().only("X-Real-IP"))
                    .containsExactly("127.0.0.1", "192.0.2.9");
        }
    }

    @Test
    void requestIdsHaveTheirNewForm() {
        try (RunningProxy proxy = RunningProxy.start(kdl());
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            proxy.reload(kdl(Piece.system("trace-id-format \"uuid\"")));
            client.send(Messages.GET).read();
            assertThat(origin.awaitRequests(2))
                    .extracting(seen -> seen.fields().only("X-Request-Id").length())
                    .containsExactly(11, 36);
        }
    }

    @Test
    void errorPagesAndTheDefaultRouteChange() {
        Piece none = Piece.routes("route \"all\" { matches { path \"/only\"; }; upstream \"origin\"; }");
        try (RunningProxy proxy = RunningProxy.start(kdl(none));
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(404);
            proxy.reload(kdl(none, Piece.top("error-pages { page \"404\" { message \"gone fishing\"; }; }")));
            assertThat(client.send(Messages.GET).read().body()).contains("gone fishing");
            proxy.reload(kdl(none, Piece.listener("default-route \"all\"")));
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void theAccessLogIsTurnedOnMovedGivenAnotherFormAndTurnedOff() {
        LogFile one = new LogFile(folder.resolve("one.log"));
        LogFile other = new LogFile(folder.resolve("other.log"));
        try (RunningProxy proxy = RunningProxy.start(kdl());
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            // A request that ends behind the reload would have its line in the new log.
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_active_requests{listener=\"main\"}", 0.0));
            proxy.reload(kdl(one.as("json")));
            client.send(Messages.get("/in-json")).read();
            assertThat(one.awaitLines(1).getFirst()).contains("\"/in-json\"");
            proxy.reload(kdl(other.as("combined")));
            client.send(Messages.get("/combined")).read();
            assertThat(other.awaitLines(1).getFirst()).contains("\"GET /combined HTTP/1.1\" 200");
            proxy.reload(kdl());
            client.send(Messages.get("/unlogged")).read();
            proxy.close();
            assertThat(one.linesNow()).hasSize(1);
            assertThat(other.linesNow()).hasSize(1);
        }
    }

    /** The request began when there was another log; its line is in the one of its end, and not lost. */
    @Test
    void aRequestThatBeganUnderAnotherLogIsWrittenToTheNewOne() {
        LogFile one = new LogFile(folder.resolve("one.log"));
        LogFile other = new LogFile(folder.resolve("other.log"));
        try (RunningProxy proxy = RunningProxy.start(kdl(one.as("combined")));
                RawClient client = proxy.connect().send(Messages.get("/slow"))) {
            origin.awaitRequests(1);
            proxy.reload(kdl(other.as("json")));
            answer.countDown();
            client.read();
            assertThat(other.awaitOnlyLine().object()).isNotNull();
            assertThat(one.linesNow()).isEmpty();
        }
    }

    @Test
    void failedRequestsAreWrittenToTheNewErrorLog() {
        Path log = folder.resolve("errors.log");
        try (TestOrigin bad = TestOrigin.answering("garbage\r\n\r\n");
                RunningProxy proxy = RunningProxy.inFrontOf(bad);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            proxy.reload(ProxyKdl.inFrontOf(
                    bad.address(),
                    Piece.observability("access-log { enabled #false; }\nmetrics { enabled #false; }\n"
                            + "logging { error-log { file \"" + log + "\"; }; }")));
            client.send(Messages.GET).read();
            await().untilAsserted(() -> assertThat(Files.readString(log)).contains("bad_response"));
        }
    }

    @Test
    void http2IsNoLongerSpoken() {
        try (RunningProxy proxy = RunningProxy.start(kdl());
                H2Client client = H2Client.connect(proxy.address())) {
            assertThat(client.get("/").awaitReply().status()).isEqualTo(200);
            proxy.reload(kdl(Piece.listener("http2 { enabled #false; }")));
            assertThat(client.get("/").awaitReply().status())
                    .as("the connection stays")
                    .isEqualTo(200);
            assertThat(status(proxy, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).isNotEqualTo(200);
        }
    }

    @Test
    void aListenerEncryptsFromThenOnAndLetsWhatIsInTheClearEnd() {
        TestIdentity identity = SealedListener.CA.server("localhost");
        try (RunningProxy proxy = RunningProxy.start(kdl());
                RawClient clear = proxy.connect()) {
            clear.send(Messages.GET).read();
            proxy.reload(kdl(SealedListener.listener(identity, "")));
            assertThat(clear.awaitClosed()).isTrue();
            try (RawClient sealed =
                    RawClient.overTls(proxy.address(), SealedListener.CA.clientContext(), "localhost")) {
                assertThat(sealed.send(Messages.GET).read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void anotherCertificateIsServed() throws Exception {
        TestIdentity one = SealedListener.CA.server("localhost");
        TestIdentity other = SealedListener.CA.server("localhost");
        try (RunningProxy proxy = RunningProxy.start(kdl(SealedListener.listener(one, "")))) {
            assertThat(served(proxy)).isEqualTo(serial(one));
            proxy.reload(kdl(SealedListener.listener(other, "")));
            assertThat(served(proxy)).isEqualTo(serial(other));
        }
    }

    private static Object serial(TestIdentity identity) {
        return identity.chain().getFirst().getSerialNumber();
    }

    private static Object served(RunningProxy proxy) throws Exception {
        try (RawClient client = RawClient.overTls(proxy.address(), SealedListener.CA.clientContext(), "localhost")) {
            client.send(Messages.GET).read();
            return ((X509Certificate) client.session().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    @Test
    void balancersAreListenedToFromThenOn() {
        try (RunningProxy proxy = RunningProxy.start(kdl())) {
            proxy.reload(kdl(Piece.listener("proxy-protocol { from \"127.0.0.0/8\"; }")));
            try (RawClient client = proxy.connect()) {
                client.send("PROXY TCP4 192.0.2.7 192.0.2.1 5000 80\r\n" + Messages.GET)
                        .read();
            }
            assertThat(origin.awaitRequests(1).getFirst().fields().only("X-Real-IP"))
                    .isEqualTo("192.0.2.7");
        }
    }

    @Test
    void aTargetThatStaysKeepsItsConnectionsWhileOthersComeAndGo() {
        try (TestOrigin second = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.start(kdl());
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            String both = "target \"127.0.0.1:" + origin.port() + "\"\ntarget \"127.0.0.1:" + second.port() + "\"";
            proxy.reload(kdl(Piece.upstream(both)));
            client.send(Messages.GET).read();
            client.send(Messages.GET).read();
            second.awaitRequests(1);
            assertThat(origin.awaitRequests(2))
                    .extracting(request -> request.connection())
                    .containsOnly(0);
            proxy.reload(kdl());
            second.awaitConnectionClosed(0);
        }
    }
}
