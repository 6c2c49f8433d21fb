package io.zentinelproxy.core.wire;

import static io.zentinelproxy.core.wire.Retrying.awaitMetric;
import static io.zentinelproxy.core.wire.Retrying.awaitRetries;
import static io.zentinelproxy.core.wire.Retrying.policy;
import static io.zentinelproxy.core.wire.Retrying.targets;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The content of a request that is sent a second time: octet for octet the same, or the request is not sent. */
class RetriedContentTest {
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final int PIECE = 4_000;

    private static String put(String fields, String content) {
        return Messages.postWith(fields, content).replaceFirst("POST", "PUT");
    }

    private static String content(int octets) {
        Random random = new Random(octets);
        StringBuilder text = new StringBuilder(octets);
        while (text.length() < octets) {
            text.append((char) ('!' + random.nextInt(90)));
        }
        return text.toString();
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static final Piece ROOM = policy("replay-buffer \"256KB\"");

    /** The first origin breaks off once it has read so much of what comes. */
    private static TestOrigin breakingAfter(int octets) {
        return TestOrigin.doing(new Step.ReadOctets(octets), new Step.Reset());
    }

    @Test
    void uploadThatIsBrokenOffAnywhereReachesTheNextAsAWhole() {
        String whole = content(100_000);
        for (int point : List.of(0, 1, 5_000, 40_000, 70_000, 100_000)) {
            try (TestOrigin bad = breakingAfter(point);
                    TestOrigin good = TestOrigin.answering(Messages.OK);
                    RunningProxy proxy = RunningProxy.inFrontOf(bad, targets(bad.port(), good.port()), ROOM);
                    RawClient client = proxy.connect()) {
                client.send(put(CHUNKED, ""));
                for (int at = 0; at < whole.length(); at += PIECE) {
                    client.send(chunk(whole.substring(at, Math.min(whole.length(), at + PIECE))));
                }
                client.send("0\r\n\r\n");
                assertThat(client.read().status()).as("after " + point).isEqualTo(200);
                assertThat(good.onlyRequest().body()).as("after " + point).isEqualTo(whole);
                assertThat(client.send(Messages.GET).read().status())
                        .as("the client's connection goes on")
                        .isEqualTo(200);
            }
        }
    }

    /** The thread of the first try waits for the client when its origin fails: what comes then is not lost. */
    @Test
    void whatComesAfterTheFailureGoesToTheNextToo() {
        try (TestOrigin bad = breakingAfter(10);
                TestOrigin good = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(bad, targets(bad.port(), good.port()), ROOM);
                RawClient client = proxy.connect()) {
            client.send(put("Content-Length: 60000\r\n", content(60_000).substring(0, 10)));
            bad.awaitRequests(1);
            bad.awaitConnectionClosed(0);
            good.awaitRequests(1);
            client.send(content(60_000).substring(10));
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(good.onlyRequest().body()).isEqualTo(content(60_000));
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void threeFailuresOnOneUploadLoseNothing() {
        try (TestOrigin first = breakingAfter(10);
                TestOrigin second = breakingAfter(10);
                TestOrigin third = breakingAfter(10);
                TestOrigin good = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        first,
                        targets(first.port(), second.port(), third.port(), good.port()),
                        policy("max-attempts 4"));
                RawClient client = proxy.connect()) {
            client.send(put(CHUNKED, chunk(content(100))));
            good.awaitRequests(1);
            client.send(chunk(content(50)) + "0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(good.onlyRequest().body()).isEqualTo(content(100) + content(50));
        }
    }

    @Test
    void silentOriginThatHasReadAllIsLeftAfterThePerTryTimeout() {
        String whole = content(50_000);
        HandClock clock = new HandClock();
        try (TestOrigin silent = TestOrigin.doing(new Step.ReadBody(), new Step.AwaitClose());
                TestOrigin good = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        silent, clock, targets(silent.port(), good.port()), policy("per-try-timeout-ms 2000"));
                RawClient client = proxy.connect()) {
            client.send(put(CHUNKED, chunk(whole) + "0\r\n\r\n"));
            clock.advanceUntil(() -> !good.requests().isEmpty(), Duration.ofMillis(500));
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(good.onlyRequest().body()).isEqualTo(whole);
            client.send(Messages.GET);
            clock.advanceUntil(() -> good.requests().size() == 2, Duration.ofMillis(500));
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    /** An answer that comes before the content is through, and is thrown away. */
    @Test
    void uploadThatIsRefusedInItsMiddleGoesToTheNextAsAWhole() {
        String whole = content(50_000);
        try (TestOrigin bad = TestOrigin.doing(
                        Step.send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
                        new Step.AwaitClose());
                TestOrigin good = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(bad, targets(bad.port(), good.port()), ROOM);
                RawClient client = proxy.connect()) {
            client.send(put("Content-Length: 50000\r\n", whole.substring(0, 1_000)));
            good.awaitRequests(1);
            client.send(whole.substring(1_000));
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(good.onlyRequest().body()).isEqualTo(whole);
            assertThat(client.send(Messages.GET).read().status()).isEqualTo(200);
        }
    }

    @Test
    void contentIsNotWaitedForBeforeItIsSent() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, ROOM);
                RawClient client = proxy.connect()) {
            client.send(put(CHUNKED, chunk("first")));
            origin.awaitRequests(1);
            client.send("0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void moreThanTheBufferIsNotSentAgain() {
        String whole = content(100_000);
        try (TestOrigin bad = TestOrigin.doing(new Step.ReadBody(), new Step.Reset());
                TestOrigin good = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(bad, targets(bad.port(), good.port()), policy());
                RawClient client = proxy.connect()) {
            client.send(put("Content-Length: 100000\r\n", whole));
            assertThat(client.read().status()).isEqualTo(502);
            awaitMetric(proxy, "zentinel_upstream_replay_overflows_total{route=\"all\"}", 1);
            assertThat(bad.requests().getFirst().body()).isEqualTo(whole);
            assertThat(good.requests()).isEmpty();
        }
    }

    @Test
    void bufferOfSixtyFourKilobytesIsTheDefault() {
        String whole = content(64 * 1024);
        try (TestOrigin bad = TestOrigin.doing(new Step.ReadBody(), new Step.Reset());
                TestOrigin good = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(bad, targets(bad.port(), good.port()), policy());
                RawClient client = proxy.connect()) {
            client.send(put("Content-Length: 65536\r\n", whole));
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(good.onlyRequest().body()).isEqualTo(whole);
        }
    }

    @Test
    void contentLargerThanTheBufferGoesThroughUnharmed() {
        String whole = content(1_000_000);
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, policy());
                RawClient client = proxy.connect()) {
            client.send(put("Content-Length: 1000000\r\n", whole));
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(origin.onlyRequest().body()).isEqualTo(whole);
        }
    }

    @Test
    void contentThatIsHeldForItsRouteIsSentAgainWithoutABufferOfItsOwn() {
        String whole = content(100_000);
        try (TestOrigin bad = breakingAfter(50_000);
                TestOrigin good = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        bad,
                        targets(bad.port(), good.port()),
                        Piece.route("policies { buffer-requests #true; }\nretry-policy { backoff-base-ms 0; }"));
                RawClient client = proxy.connect()) {
            client.send(put(CHUNKED, chunk(whole) + "0\r\n\r\n"));
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(good.onlyRequest().body()).isEqualTo(whole);
        }
    }

    @Test
    void bufferIsGivenBack() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, ROOM);
                RawClient client = proxy.connect()) {
            client.send(put("Content-Length: 60000\r\n", content(60_000)));
            assertThat(client.read().status()).isEqualTo(200);
            awaitMetric(proxy, "zentinel_held_octets", 0);
        }
    }

    @Test
    void clientThatWaitsForContinueIsToldOnceAndByWhoeverAsks() {
        try (TestOrigin bad = TestOrigin.doing(new Step.Close());
                TestOrigin good = TestOrigin.doing(
                        Step.send("HTTP/1.1 100 Continue\r\n\r\n"), new Step.ReadBody(), Step.send(Messages.OK));
                RunningProxy proxy = RunningProxy.inFrontOf(bad, targets(bad.port(), good.port()), ROOM);
                RawClient client = proxy.connect()) {
            client.send(put("Content-Length: 5\r\nExpect: 100-continue\r\n", ""));
            assertThat(client.readInterim().status()).isEqualTo(100);
            client.send("12345");
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(good.onlyRequest().body()).isEqualTo("12345");
        }
    }

    @Test
    void clientThatGoesIsNoReasonToTryAgain() {
        try (TestOrigin first = TestOrigin.doing(new Step.ReadBody(), new Step.AwaitClose());
                TestOrigin second = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(first, targets(first.port(), second.port()), ROOM)) {
            try (RawClient client = proxy.connect()) {
                client.send(put(CHUNKED, chunk("abc")));
                first.awaitRequests(1);
                client.abort();
            }
            first.awaitConnectionClosed(0);
            awaitMetric(proxy, "zentinel_blocked_requests_total{reason=\"client_gone\"}", 1);
            awaitRetries(proxy, "reset", 0);
            assertThat(second.requests()).isEmpty();
        }
    }

    @Test
    void trailersAreSentAgainToo() {
        try (TestOrigin bad = TestOrigin.doing(new Step.ReadBody(), new Step.Reset());
                TestOrigin good = TestOrigin.answering(Messages.OK);
                RunningProxy proxy = RunningProxy.inFrontOf(bad, targets(bad.port(), good.port()), ROOM);
                RawClient client = proxy.connect()) {
            client.send(put(CHUNKED, chunk("abc") + "0\r\nContent-Digest: 7\r\n\r\n"));
            assertThat(client.read().status()).isEqualTo(200);
            assertThat(good.onlyRequest().content().trailers().only("content-digest"))
                    .isEqualTo("7");
            assertThat(good.onlyRequest().body()).isEqualTo("abc");
        }
    }
}
