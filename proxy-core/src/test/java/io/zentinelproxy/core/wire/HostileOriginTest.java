package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads of answers that are no HTTP, or have two readings: a 502, and the pool is not poisoned. RFC 9112 sections 4 to 6. */
class HostileOriginTest {

    private static void isABadAnswer(String answer) {
        isRefused("bad_response", answer);
    }

    private static void isRefused(String reason, String answer) {
        try (HostileOrigin lie = HostileOrigin.answering(answer)) {
            lie.isAnswered(502, reason);
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
                "HTTP/1.1 +20 OK\r\n\r\n",
                "HTTP/2.0 200 OK\r\n\r\n",
                "HTTP/1.2 200 OK\r\n\r\n",
                "HTTP/1.10 200 OK\r\n\r\n",
                "HTTP/0.9 200 OK\r\n\r\n",
                "http/1.1 200 OK\r\n\r\n",
                "HTTP/1.1  200 OK\r\n\r\n",
                "HTTP/1.1\t200 OK\r\n\r\n",
                " HTTP/1.1 200 OK\r\n\r\n",
                "ICY 200 OK\r\n\r\n",
                "HTTP/1.1 099 Low\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 000 None\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 600 High\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 O\0K\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 O\rK\r\nContent-Length: 0\r\n\r\n",
                "\0HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "\u00ef\u00bb\u00bfHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            })
    void malformedStatusLineIsABadAnswer(String answer) {
        isABadAnswer(answer);
    }

    /** Said at once, although none of them ends as a head would. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                "\0\0\u0012\4\0\0\0\0\0\0\3\0\0\0\u0064\0\4\0\1\0\0",
                "\u0015\u0003\u0003\0\2\2\u0028",
                "\u0016\u0003\u0003\0\u0031\2\0\0\u002d\u0003\u0003",
                "SSH-2.0-OpenSSH_9.6\r\n",
                "220 mail.test ESMTP\r\n",
                "+OK\r\n",
                "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"
            })
    void anotherProtocolIsABadAnswer(String greeting) {
        isABadAnswer(greeting);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nContent-Length: 3\r\n",
                "Content-Length: 2\r\nContent-Length: 2\r\n",
                "Content-Length: 2, 3\r\n",
                "Content-Length: 2, 2\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: +2\r\n",
                "Content-Length: 0x2\r\n",
                "Content-Length: 2 2\r\n",
                "Content-Length: 1_0\r\n",
                "Content-Length: two\r\n",
                "Content-Length: 9223372036854775808\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length: \r\n",
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 2\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked, gzip\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: chunked, chunked\r\n",
                "Transfer-Encoding: identity\r\n",
                "Transfer-Encoding: xchunked\r\n",
                "Transfer-Encoding: ,chunked\r\n",
                "Transfer-Encoding: chunked;a=b\r\n",
                "Transfer-Encoding: \"chunked\"\r\n",
                "Transfer-Encoding: \u000bchunked\r\n",
                "Transfer-Encoding: chunked\u0085\r\n",
                "Transfer-Encoding:\r\n"
            })
    void ambiguousFramingIsABadAnswer(String framing) {
        isABadAnswer(Messages.okWith(framing, "ok"));
    }

    @Test
    void transferEncodingInHttp10IsABadAnswer() {
        isABadAnswer("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n");
    }

    /** Framing that says nothing of this answer still says what its origin is like. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 304 Not Modified\r\nContent-Length: x\r\n\r\n",
                "HTTP/1.1 204 No Content\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nContent-Length: -1\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
            })
    void ambiguousFramingWithoutContentIsABadAnswer(String answer) {
        isABadAnswer(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X : y\r\n",
                "X\t: y\r\n",
                "no colon\r\n",
                ": y\r\n",
                "X: a\0b\r\n",
                "X: a\rb\r\n",
                "X: a\u000bb\r\n",
                "X: a\u007fb\r\n",
                "X\0: y\r\n",
                "X\u0080: y\r\n",
                "X(: y\r\n",
                " X: y\r\n"
            })
    void malformedFieldIsABadAnswer(String line) {
        isABadAnswer(Messages.okWith(line + "Content-Length: 2\r\n", "ok"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"X: a\r\n b\r\n", "X: a\r\n\tb\r\n", "Content-Length:\r\n 2\r\n", "X:\r\n Content-Length: 2\r\n"
            })
    void foldedFieldIsABadAnswer(String lines) {
        isABadAnswer(Messages.okWith(lines + "Content-Length: 2\r\n", "ok"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\nContent-Length: 2\n\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\n\r\nok",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\nok",
                "HTTP/1.1 200 OK\r\nLocation: /x\nSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\r\nLocation: /x\rSet-Cookie: a=b\r\nContent-Length: 2\r\n\r\nok",
                "HTTP/1.1 200 OK\rContent-Length: 2\r\r\n\r\nok"
            })
    void bareLineFeedsAndCarriageReturnsAreABadAnswer(String answer) {
        isABadAnswer(answer);
    }

    @Test
    void giantHeadIsABadAnswer() {
        isRefused("response_head_too_large", "HTTP/1.1 200 OK\r\nX: " + "a".repeat(4 << 20));
        isRefused("response_head_too_large", "HTTP/1.1 200 " + "a".repeat(4 << 20));
        isRefused("response_head_too_large", "HTTP/1.1 200 OK\r\n" + ("X: " + "a".repeat(1000) + "\r\n").repeat(200));
    }

    @Test
    void tooManyFieldsAreABadAnswer() {
        isRefused("response_head_too_large", "HTTP/1.1 200 OK\r\n" + "X: y\r\n".repeat(500_000));
        isRefused("response_head_too_large", Messages.okWith("X: y\r\n".repeat(257), ""));
    }

    @Test
    void octetsOnAConnectionThatIdledAreNeverTheNextAnswer() {
        for (String unasked : new String[] {Messages.okWith("Content-Length: 4\r\n", "evil"), "\r\n", "\0"}) {
            HandClock clock = new HandClock();
            try (TestOrigin origin = TestOrigin.answering(Messages.okWith("Content-Length: 4\r\n", "good"));
                    RunningProxy proxy = RunningProxy.inFrontOf(origin, clock);
                    RawClient client = proxy.connect()) {
                client.send(Messages.GET).read();
                origin.push(0, unasked);
                // A connection counts as idle after a tick of the sweep's clock; one taken again at once is not looked
                // at.
                clock.advance(Sweep.TICK.multipliedBy(5));
                assertThat(client.send(Messages.GET).read().body()).isEqualTo("good");
                assertThat(origin.awaitRequests(2).get(1).connection()).isEqualTo(1);
                origin.awaitConnectionClosed(0);
            }
        }
    }

    /** What cannot be sent twice is never sent behind octets that came unasked, however short the connection idled. */
    @Test
    void octetsBeforeARequestThatCannotBeRepeatedAreNeverItsAnswer() {
        try (TestOrigin origin = TestOrigin.answering(Messages.okWith("Content-Length: 4\r\n", "good"));
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                RawClient client = proxy.connect()) {
            client.send(Messages.GET).read();
            origin.push(0, Messages.okWith("Content-Length: 4\r\n", "evil"));
            assertThat(client.send(Messages.postWith("Content-Length: 1\r\n", "a"))
                            .read()
                            .body())
                    .isEqualTo("good");
            assertThat(origin.awaitRequests(2).get(1).connection()).isEqualTo(1);
        }
    }

    /** 502 for its head, and every stage of it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "H",
                "HTTP/1.1 200",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r",
                "HTTP/1.1 103 Early Hints\r\n"
            })
    void endInTheMiddleOfTheHeadIsABadAnswer(String half) {
        for (Step end : new Step[] {new Step.Close(), new Step.Reset(), new Step.HalfClose()}) {
            try (HostileOrigin lie = HostileOrigin.doing(new Step.ReadBody(), Step.send(half), end)) {
                lie.isAnswered(502, "closed_early");
            }
        }
    }
}
