package io.zentinelproxy.core.wire.http2.origin;

import static io.zentinelproxy.core.wire.Retrying.awaitRetries;
import static io.zentinelproxy.core.wire.Retrying.policy;
import static io.zentinelproxy.core.wire.Retrying.targets;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.testkit.h2.H2Reply;
import io.zentinelproxy.core.testkit.h2.H2Step;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.Messages;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A {@code retry-policy} in front of origins of HTTP/2, and for clients of it. */
class OriginPolicyRetriesTest {
    private static final List<H2Step> OK = H2Step.answer(200, "ok");
    private static final List<H2Step> READ_AND_OK =
            List.of(new H2Step.ReadContent(), H2Step.head(200), H2Step.lastContent("ok"));
    private static final String CONTENT = "0123456789".repeat(5_000);

    private static RunningProxy inFrontOf(H2Origin first, H2Origin second, String... keys) {
        return Origins.inFrontOf(first, targets(first.port(), second.port()), policy(keys));
    }

    private static int status(List<H2Step> first, String reason, String... keys) {
        try (H2Origin bad = H2Origin.inOrder(first);
                H2Origin good = H2Origin.answering(200, "ok");
                RunningProxy proxy = inFrontOf(bad, good, keys);
                RawClient client = proxy.connect()) {
            int status = client.send(Messages.GET).read().status();
            if (!reason.isEmpty()) {
                awaitRetries(proxy, reason, 1);
            }
            return status;
        }
    }

    @Test
    void whatFailsIsSentToTheOther() {
        assertThat(status(H2Step.answer(503, "no"), "status")).isEqualTo(200);
        assertThat(status(List.of(new H2Step.Reset(H2Code.INTERNAL_ERROR)), "reset"))
                .isEqualTo(200);
        assertThat(status(List.of(new H2Step.Reset(H2Code.REFUSED_STREAM)), "refused_stream"))
                .isEqualTo(200);
        assertThat(status(List.of(new H2Step.Close()), "reset")).isEqualTo(200);
        assertThat(status(List.of(new H2Step.Reset(H2Code.INTERNAL_ERROR)), "", "retry-on \"timeout\""))
                .isEqualTo(502);
    }

    @Test
    void whatTakesTooLongIsSentToTheOther() {
        HandClock clock = new HandClock();
        try (H2Origin silent = H2Origin.doing(new H2Step.AwaitReset());
                H2Origin good = H2Origin.answering(200, "ok");
                RunningProxy proxy = Origins.inFrontOf(
                        silent, clock, targets(silent.port(), good.port()), policy("per-try-timeout-ms 100"));
                RawClient client = proxy.connect().send(Messages.GET)) {
            silent.awaitRequests(1);
            clock.advance(Duration.ofMillis(200));
            assertThat(client.read().status()).isEqualTo(200);
            awaitRetries(proxy, "timeout", 1);
        }
    }

    @Test
    void answerThatIsThrownAwayCostsAStreamNotAConnection() {
        try (H2Origin origin = H2Origin.inOrder(List.of(H2Step.head(503), H2Step.content("never ends")), OK, OK);
                RunningProxy proxy = Origins.inFrontOf(origin, policy());
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
            assertThat(origin.requests().getFirst().awaitReset()).isEqualTo(H2Code.CANCEL);
            assertThat(origin.connections()).isOne();
        }
    }

    @Test
    void callThatIsOnlyUnavailableIsTriedAgainWhereTheConfigurationSaysSo() {
        List<H2Step> unavailable = List.of(H2Step.only(200, "content-type", "application/grpc", "grpc-status", "14"));
        List<H2Step> denied = List.of(H2Step.only(200, "content-type", "application/grpc", "grpc-status", "7"));
        for (List<H2Step> first : List.of(unavailable, denied)) {
            try (H2Origin bad = H2Origin.inOrder(first);
                    H2Origin good = H2Origin.doing(H2Step.only(200, "grpc-status", "0"));
                    RunningProxy proxy =
                            inFrontOf(bad, good, "retry-on \"grpc-unavailable\"", "retry-non-idempotent #true");
                    H2Client client = H2Client.connect(proxy.address())) {
                H2Reply reply = client.request("POST", "/a.B/C", "content-type", "application/grpc", "te", "trailers")
                        .awaitReply();
                assertThat(reply.field("grpc-status")).isEqualTo(first == unavailable ? "0" : "7");
            }
        }
    }

    @Test
    void uploadOfAStreamThatIsBrokenOffReachesTheNextAsAWhole() {
        for (int point : List.of(1, 10_000, 50_000)) {
            try (H2Origin bad = H2Origin.doing(
                            new H2Step.Do(request -> request.stream().awaitContent(point)),
                            new H2Step.Reset(H2Code.INTERNAL_ERROR));
                    H2Origin good = H2Origin.doing(READ_AND_OK.toArray(H2Step[]::new));
                    RunningProxy proxy = inFrontOf(bad, good);
                    H2Client client = H2Client.connect(proxy.address())) {
                H2Stream stream = client.open("PUT", "/");
                stream.send(CONTENT.substring(0, point), false);
                bad.awaitRequests(1);
                good.awaitRequests(1);
                stream.send(CONTENT.substring(point), true);
                assertThat(stream.awaitReply().status()).as("after " + point).isEqualTo(200);
                assertThat(good.onlyRequest().body()).as("after " + point).isEqualTo(CONTENT);
            }
        }
    }

    /** Both sides talk at once: nothing of the request may be waited for. */
    @Test
    void callWithStreamsBothWaysIsNotDelayed() {
        try (H2Origin origin = H2Origin.doing(
                        H2Step.head(200),
                        H2Step.content("first"),
                        new H2Step.ReadContent(),
                        H2Step.lastContent("last"));
                RunningProxy proxy = Origins.inFrontOf(origin, policy("retry-non-idempotent #true"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.open("POST", "/a.B/C");
            stream.awaitContent(5);
            stream.data("question", true);
            assertThat(stream.awaitReply().body()).isEqualTo("firstlast");
            assertThat(origin.onlyRequest().body()).isEqualTo("question");
        }
    }

    @Test
    void silentOriginIsLeftAfterThePerTryTimeoutAndContentMayTakeLonger() {
        HandClock clock = new HandClock();
        Piece patient = Piece.upstream("timeouts { read \"60s\"; }");
        try (H2Origin silent = H2Origin.doing(new H2Step.AwaitReset());
                H2Origin slow = H2Origin.doing(H2Step.head(200), H2Step.content("beg"), new H2Step.AwaitReset());
                RunningProxy proxy = Origins.inFrontOf(
                        silent,
                        clock,
                        targets(silent.port(), slow.port()),
                        patient,
                        policy("per-try-timeout-ms 2000", "timeout-ms 3000"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.get("/");
            silent.awaitRequests(1);
            clock.advance(Duration.ofMillis(2_100));
            stream.awaitContent(3);
            clock.advance(Duration.ofSeconds(20));
            assertThat(stream.reset()).isNull();
            assertThat(slow.onlyRequest().stream().reset()).isNull();
        }
    }

    @Test
    void clientThatResetsItsStreamIsNoReasonToTryAgain() {
        try (H2Origin first = H2Origin.doing(new H2Step.AwaitReset());
                H2Origin second = H2Origin.answering(200, "ok");
                RunningProxy proxy = inFrontOf(first, second);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream stream = client.get("/");
            first.awaitRequests(1);
            stream.reset(H2Code.CANCEL);
            first.requests().getFirst().awaitReset();
            Origins.awaitFaults(proxy, "client_gone", 1);
            assertThat(second.requests()).isEmpty();
        }
    }
}
