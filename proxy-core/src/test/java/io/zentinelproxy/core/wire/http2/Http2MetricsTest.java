package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.net.Listener;
import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import io.zentinelproxy.core.wire.SealedListener;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What metrics and the log tell of the HTTP/2 connections of a listener. */
class Http2MetricsTest {
    private static final TestIdentity CERTIFICATE = SealedListener.CA.server("a.test");

    private final CountDownLatch answer = new CountDownLatch(1);
    private final TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));

    @AfterEach
    void closeOrigin() {
        answer.countDown();
        origin.close();
    }

    private static void awaitCount(RunningProxy proxy, String series, double value) {
        await().untilAsserted(
                        () -> assertThat(MetricSamples.of(proxy)).containsEntry("zentinel_http2_" + series, value));
    }

    @Test
    void connectionsAndStreamsAreCounted() {
        answer.countDown();
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            client.get("/1").awaitReply();
            client.get("/2").awaitReply();

            awaitCount(proxy, "connections_total{by=\"prior_knowledge\",listener=\"main\"}", 1);
            awaitCount(proxy, "open_connections{listener=\"main\"}", 1);
            awaitCount(proxy, "streams_total{listener=\"main\"}", 2);
            client.close();
            awaitCount(proxy, "open_connections{listener=\"main\"}", 0);
        }
    }

    @Test
    void underTlsTheyCameByAlpn() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, SealedListener.listener(CERTIFICATE, ""));
                H2Client client = H2Client.overTls(proxy.address(), SealedListener.CA.clientContext(), "a.test")) {
            client.roundTrip();
            awaitCount(proxy, "connections_total{by=\"alpn\",listener=\"main\"}", 1);
        }
    }

    @Test
    void connectionsAndRequestsCountWithThoseOfHttp1() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.get("/");
            origin.awaitRequests(1);

            assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_open_connections{listener=\"main\"}", 1.0)
                    .containsEntry("zentinel_active_requests{listener=\"main\"}", 1.0);
            answer.countDown();
            stream.awaitReply();
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                    .containsEntry("zentinel_active_requests{listener=\"main\"}", 0.0));
        }
    }

    @Test
    void resetsAreCountedBySideAndCode() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.get("/");
            stream.reset(H2Code.CANCEL);
            awaitCount(proxy, "resets_total{code=\"cancel\",listener=\"main\",side=\"client\"}", 1);

            client.open(client.block("GET", "/", "Upper", "case"), true).awaitReset();
            awaitCount(proxy, "resets_total{code=\"protocol_error\",listener=\"main\",side=\"proxy\"}", 1);
        }
    }

    @Test
    void refusedStreamsAreCounted() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.listener("max-concurrent-streams 1"));
                H2Client client = H2Client.connect(proxy.address())) {
            client.get("/1");
            client.get("/2").awaitReset();
            awaitCount(proxy, "refused_streams_total{listener=\"main\"}", 1);
        }
    }

    @Test
    void oddEventsWarnAndThenEndTheConnectionWithALineInTheLog() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.listener("http2 { max-odd-events 100; }"));
                LogCapture log = new LogCapture(Listener.class);
                H2Client client = H2Client.connect(proxy.address())) {
            client.get("/keeps-the-connection");
            pings(client, 6);
            awaitCount(proxy, "odd_events_total{event=\"ping\",listener=\"main\"}", 5);
            awaitCount(proxy, "budget_warnings_total{listener=\"main\"}", 0);
            pings(client, 2);
            awaitCount(proxy, "budget_warnings_total{listener=\"main\"}", 1);
            assertThat(client.awaitGoAway().code()).isEqualTo(H2Code.NO_ERROR);
            client.send(H2Frame.ping("the last"), H2Frame.ping("and more"), H2Frame.ping("the end."));
            client.awaitGoAway(H2Code.ENHANCE_YOUR_CALM);
            client.awaitClosed();

            awaitCount(proxy, "connection_errors_total{listener=\"main\",reason=\"too_many_odd_events\"}", 1);
            awaitCount(proxy, "goaways_total{code=\"enhance_your_calm\",listener=\"main\"}", 1);
            await().untilAsserted(() -> assertThat(log.messages())
                    .anySatisfy(line -> assertThat(line).contains("main", "127.0.0.1", "too_many_odd_events")));
        }
    }

    private static void pings(H2Client client, int count) {
        for (int i = 0; i < count; i++) {
            client.roundTrip();
        }
    }

    @Test
    void anErrorOfTheProtocolHasItsLineInTheLog() {
        try (RunningProxy proxy = RunningProxy.inFrontOf(origin);
                LogCapture log = new LogCapture(Listener.class);
                H2Client client = H2Client.connect(proxy.address())) {
            client.send(H2Frame.data(1, "without a head", true));
            client.awaitGoAway(H2Code.PROTOCOL_ERROR);
            client.awaitClosed();

            awaitCount(proxy, "goaways_total{code=\"protocol_error\",listener=\"main\"}", 1);
            await().untilAsserted(() ->
                    assertThat(log.messages()).singleElement().asString().contains("main", "127.0.0.1"));
        }
    }
}
