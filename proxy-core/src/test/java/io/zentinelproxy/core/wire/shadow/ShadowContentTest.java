package io.zentinelproxy.core.wire.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code buffer-body} and {@code max-body-bytes}: content is copied while it passes, and sent once it is complete. */
class ShadowContentTest {

    private static String post(int octets) {
        return Messages.postWith("Content-Length: " + octets + "\r\n", "x".repeat(octets));
    }

    @Test
    void withoutBufferBodyARequestWithContentIsNotMirrored() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.to(shadow, "")) {
            assertThat(proxy.ask(post(3)).status()).isEqualTo(200);
            assertThat(proxy.dropped("has_content")).isEqualTo(1);
            assertThat(proxy.ask(post(0)).status()).isEqualTo(200);
            assertThat(shadow.onlyRequest().field("Content-Length")).isEqualTo("0");
        }
    }

    @Test
    void contentIsCopied() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.to(shadow, "buffer-body #true")) {
            for (int octets : List.of(3, 8 * 1024, 300_000)) {
                assertThat(proxy.ask(post(octets)).status()).isEqualTo(200);
            }
            assertThat(shadow.awaitRequests(3))
                    .extracting(ReceivedRequest::body)
                    .extracting(String::length)
                    .containsExactlyInAnyOrder(3, 8 * 1024, 300_000);
            await().untilAsserted(
                            () -> assertThat(proxy.proxy.server().heldOctets()).isZero());
        }
    }

    /** Its length is known by then. */
    @Test
    void chunkedContentIsMirroredWithItsLengthOnceItIsComplete() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.to(shadow, "buffer-body #true");
                RawClient client = proxy.proxy.connect()) {
            client.send(Messages.chunkedPost("5\r\nhello\r\n"));
            proxy.origin.awaitRequests(1);
            assertThat(shadow.requests()).isEmpty();
            client.send("6\r\n world\r\n0\r\n\r\n");
            assertThat(client.read().status()).isEqualTo(200);
            shadow.awaitRequests(1);
            assertThat(shadow.onlyRequest().body()).isEqualTo("hello world");
            assertThat(shadow.onlyRequest().field("Content-Length")).isEqualTo("11");
        }
    }

    @Test
    void whatIsExpectedOfTheOriginIsNotExpectedOfTheShadow() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.between(
                        TestOrigin.doing(
                                Step.send("HTTP/1.1 100 Continue\r\n\r\n"),
                                new Step.ReadBody(),
                                Step.send(Messages.OK)),
                        shadow.address(),
                        "",
                        "buffer-body #true");
                RawClient client = proxy.proxy.connect()) {
            client.send(Messages.postWith("Expect: 100-continue\r\nContent-Length: 3\r\n", ""));
            assertThat(client.readInterim().status()).isEqualTo(100);
            client.send("abc");
            assertThat(client.read().status()).isEqualTo(200);
            shadow.awaitRequests(1);
            assertThat(shadow.onlyRequest().fields().has("Expect")).isFalse();
            assertThat(shadow.onlyRequest().body()).isEqualTo("abc");
        }
    }

    @Test
    void moreThanMaxBodyBytesIsNotMirrored() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.to(shadow, "buffer-body #true; max-body-bytes 1000")) {
            assertThat(proxy.ask(post(1001)).status()).isEqualTo(200);
            assertThat(proxy.dropped("content_too_large")).isEqualTo(1);
            String chunk = "3e9\r\n" + "y".repeat(1001) + "\r\n0\r\n\r\n";
            assertThat(proxy.ask(Messages.chunkedPost(chunk)).status()).isEqualTo(200);
            assertThat(proxy.dropped("content_too_large")).isEqualTo(2);
            assertThat(proxy.origin.requests().get(1).body()).hasSize(1001);
            assertThat(proxy.ask(post(1000)).status()).isEqualTo(200);
            shadow.awaitRequests(1);
            assertThat(shadow.onlyRequest().body()).hasSize(1000);
            await().untilAsserted(
                            () -> assertThat(proxy.proxy.server().heldOctets()).isZero());
        }
    }

    @Test
    void whereMemoryIsShortTheMirrorGoesWithout() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.to(shadow, "buffer-body #true", Piece.limits("max-memory-bytes 10000"))) {
            assertThat(proxy.ask(post(20_000)).status()).isEqualTo(200);
            assertThat(proxy.dropped("hold_exhausted")).isEqualTo(1);
            assertThat(shadow.requests()).isEmpty();
        }
    }

    @Test
    void contentThatBreaksOffIsNotMirrored() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.to(shadow, "buffer-body #true")) {
            try (RawClient client = proxy.proxy.connect()) {
                client.send(Messages.postWith("Content-Length: 100\r\n", "half"));
                proxy.origin.awaitRequests(1);
                client.abort();
            }
            await().untilAsserted(() -> assertThat(proxy.dropped("not_sent")).isEqualTo(1));
            assertThat(shadow.requests()).isEmpty();
            await().untilAsserted(
                            () -> assertThat(proxy.proxy.server().heldOctets()).isZero());
        }
    }

    /** What is sent again to the origin was asked for once. */
    @Test
    void aRequestThatIsSentTwiceIsMirroredOnce() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.between(
                        TestOrigin.inOrder(Messages.ANSWER_OK, List.of(new Step.Close()), Messages.ANSWER_OK),
                        shadow.address(),
                        "",
                        "buffer-body #true")) {
            String put = "PUT / HTTP/1.1\r\nHost: a.test\r\nContent-Length: 3\r\n\r\nabc";
            try (RawClient client = proxy.proxy.connect()) {
                client.send(put).read();
                assertThat(client.send(put).read().status()).isEqualTo(200);
            }
            assertThat(proxy.origin.requests()).hasSize(3);
            await().untilAsserted(() -> assertThat(proxy.requests("success")).isEqualTo(2));
            assertThat(shadow.requests()).extracting(ReceivedRequest::body).containsExactly("abc", "abc");
        }
    }
}
