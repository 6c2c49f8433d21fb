package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** max-body-size; the limits on a head are {@link OversizedHeadTest}. */
class LimitsTest {

    private static AttackedProxy proxy;

    @BeforeAll
    static void start() {
        proxy = new AttackedProxy(Piece.limits("max-body-size 10"));
    }

    @AfterAll
    static void stop() {
        proxy.close();
    }

    /** The content is never sent here: the answer must not wait for it. */
    @Test
    void announcedContentOverTheLimitIsRefusedBeforeItComes() {
        proxy.refuses(413, "body_too_large", Messages.postWith("Content-Length: 11\r\n", ""));
        proxy.refuses(413, "body_too_large", Messages.postWith("Content-Length: 999999999999999999\r\n", ""));
    }

    @Test
    void announcedContentOverTheLimitIsRefusedInsteadOfContinued() {
        proxy.refuses(413, "body_too_large", Messages.postWith("Expect: 100-continue\r\nContent-Length: 11\r\n", ""));
    }

    @Test
    void chunkedContentOverTheLimitIsRefusedWhileItIsRead() {
        proxy.breaksOff(413, "body_too_large", Messages.chunkedPost("6\r\nabcdef\r\n5\r\nghijk\r\n"));
        proxy.breaksOff(413, "body_too_large", Messages.chunkedPost("B\r\n"));
        proxy.breaksOff(413, "body_too_large", Messages.chunkedPost("FFFFFFFFFFFFFFF\r\n"));
    }

    @Test
    void theOriginsConnectionEndsWithChunkedContentOverTheLimit() {
        try (TestOrigin origin = TestOrigin.answering(Messages.OK);
                RunningProxy small = RunningProxy.inFrontOf(origin, Piece.limits("max-body-size 10"));
                RawClient client = small.connect()) {
            client.send(Messages.chunkedPost("6\r\nabcdef\r\n"));
            origin.awaitRequests(1);
            assertThat(client.send("5\r\nghijk\r\n0\r\n\r\n").read().status()).isEqualTo(413);
            origin.awaitConnectionClosed(0);
            assertThat(origin.onlyRequest().content().complete()).isFalse();
        }
    }

    @Test
    void contentAtTheLimitIsTaken() {
        assertThat(proxy.takes(Messages.postWith("Content-Length: 10\r\n", "0123456789"))
                        .body())
                .isEqualTo("0123456789");
        assertThat(proxy.takes(Messages.chunkedPost("6\r\n012345\r\n4\r\n6789\r\n0\r\n\r\n"))
                        .body())
                .isEqualTo("0123456789");
    }

    @Test
    void answersMayBeLongerThanRequests() {
        try (TestOrigin origin = TestOrigin.answering(Messages.okWith("Content-Length: 20\r\n", "a".repeat(20)));
                RunningProxy small = RunningProxy.inFrontOf(origin, Piece.limits("max-body-size 10"));
                RawClient client = small.connect()) {
            assertThat(client.send(Messages.GET).read().body()).hasSize(20);
        }
    }

    /** A large response head of an honest origin (cookies) is not the client's fault. */
    @Test
    void responseHeadLargerThanTheLimitForRequestsIsPassedOn() {
        String cookies = ("Set-Cookie: " + "a".repeat(1000) + "\r\n").repeat(12);
        try (TestOrigin origin = TestOrigin.answering(Messages.okWith(cookies + "Content-Length: 0\r\n", ""));
                RunningProxy usual = RunningProxy.inFrontOf(origin);
                RawClient client = usual.connect()) {
            assertThat(client.send(Messages.GET).read().fields().all("Set-Cookie"))
                    .hasSize(12);
        }
    }
}
