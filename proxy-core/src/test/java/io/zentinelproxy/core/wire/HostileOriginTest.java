package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that are no HTTP, or have two readings: the client gets a 502 and the pool is not poisoned. RFC 9112 section 6.3. */
class HostileOriginTest {

    private static void isABadAnswer(String answer) {
        try (TestOrigin origin = TestOrigin.answering(answer);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            assertThat(client.send(Messages.GET).read().status())
                    .as("status for %s", answer)
                    .isEqualTo(502);
            origin.awaitConnectionClosed(0);
            assertThat(client.send(Messages.GET).read().status())
                    .as("the client's connection goes on")
                    .isEqualTo(502);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\n",
                "hello\r\n\r\n",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 O\0K\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 O\rK\r\nContent-Length: 0\r\n\r\n",
                "\0HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            })
    void malformedStatusLineIsABadAnswer(String answer) {
        isABadAnswer(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nContent-Length: 3\r\n",
                "Content-Length: 2, 3\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: +2\r\n",
                "Content-Length: 0x2\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length: \r\n",
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked, gzip\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding: \u000bchunked\r\n"
            })
    void ambiguousFramingIsABadAnswer(String framing) {
        isABadAnswer(Messages.okWith(framing, "ok"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"X : y\r\n", "no colon\r\n", ": y\r\n", "X: a\0b\r\n", "X: a\rb\r\n", "X\0: y\r\n", " X: y\r\n"})
    void malformedFieldIsABadAnswer(String line) {
        isABadAnswer(Messages.okWith(line + "Content-Length: 2\r\n", "ok"));
    }

    @Test
    void foldedFieldIsABadAnswer() {
        isABadAnswer(Messages.okWith("X: a\r\n b\r\nContent-Length: 2\r\n", "ok"));
    }

    @Test
    void bareLineFeedsAreABadAnswer() {
        isABadAnswer("HTTP/1.1 200 OK\nContent-Length: 2\n\nok");
    }

    @Test
    void endlessHeadIsABadAnswer() {
        isABadAnswer("HTTP/1.1 200 OK\r\nX: " + "a".repeat(4 << 20));
        isABadAnswer("HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(500_000));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xyz\r\n",
                "+3\r\nabc\r\n0\r\n\r\n",
                "3\nabc\r\n0\r\n\r\n",
                "3\r\nabcd\r\n0\r\n\r\n",
                "FFFFFFFFFFFFFFFFF\r\n"
            })
    void brokenChunksBreakTheAnswerOff(String chunks) {
        try (TestOrigin origin = TestOrigin.answering(Messages.okWith("Transfer-Encoding: chunked\r\n", chunks));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            Reply reply = client.send(Messages.GET).read();
            assertThat(reply.status() == 502 || !reply.complete())
                    .as("%s complete=%s", reply.head(), reply.complete())
                    .isTrue();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void octetsBehindTheAnswerAreNeverTheNextAnswer() {
        String poisoned =
                Messages.okWith("Content-Length: 4\r\n", "good") + Messages.okWith("Content-Length: 4\r\n", "evil");
        try (TestOrigin origin = TestOrigin.answering(poisoned);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 5; i++) {
                assertThat(client.send(Messages.GET).read().body()).isEqualTo("good");
            }
            assertThat(origin.connections()).isEqualTo(5);
        }
    }

    @Test
    void octetsOnAConnectionThatIdledAreNeverTheNextAnswer() {
        try (TestOrigin origin = TestOrigin.answering(Messages.okWith("Content-Length: 4\r\n", "good"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            origin.push(0, Messages.okWith("Content-Length: 4\r\n", "evil"));
            // A connection counts as idle after a tick of the sweep's clock; one taken again at once is not looked at.
            LockSupport.parkNanos(Sweep.TICK.multipliedBy(5).toNanos());
            assertThat(client.send(Messages.GET).read().body()).isEqualTo("good");
            assertThat(origin.awaitRequests(2).get(1).connection()).isEqualTo(1);
        }
    }

    @Test
    void contentOfANotModifiedIsNeverTheNextAnswer() {
        String lying = "HTTP/1.1 304 Not Modified\r\nContent-Length: 4\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
        try (TestOrigin origin = TestOrigin.answering(lying);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(304);
            }
        }
    }

    @Test
    void chunkExtensionsOfTheOriginStayThere() {
        try (TestOrigin origin = TestOrigin.answering(
                        Messages.okWith("Transfer-Encoding: chunked\r\n", "3;secret=1\r\nabc\r\n0\r\n\r\n"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.getWith("Connection: close\r\n"));
            assertThat(client.readToEnd()).asString().doesNotContain("secret").endsWith("0\r\n\r\n");
        }
    }
}
