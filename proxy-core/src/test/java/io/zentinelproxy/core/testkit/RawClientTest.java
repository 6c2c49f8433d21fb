package io.zentinelproxy.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RawClientTest {

    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static Reply replyTo(String method, Step... steps) {
        try (TestOrigin origin = TestOrigin.doing(steps);
                RawClient client = RawClient.connect(origin.address())) {
            return client.send(GET).readAnswerTo(method);
        }
    }

    @Test
    void fieldsKeepTheirOrderAndDuplicates() {
        Reply reply = replyTo(
                "GET", Step.send("HTTP/1.1 299 Fine so far\r\nB: 1\r\na: 2\r\nb:3 \r\nContent-Length: 2\r\n\r\nhi"));
        assertThat(reply.statusLine()).isEqualTo("HTTP/1.1 299 Fine so far");
        assertThat(reply.reason()).isEqualTo("Fine so far");
        assertThat(reply.fields().all("b")).containsExactly("1", "3");
        assertThat(reply.fields().lines())
                .extracting(Fields.Line::name)
                .containsExactly("B", "a", "b", "Content-Length");
        assertThat(reply.body()).isEqualTo("hi");
        assertThat(reply.complete()).isTrue();
    }

    @Test
    void contentShorterThanItsLengthIsIncomplete() {
        Reply reply = replyTo("GET", Step.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi"), new Step.Close());
        assertThat(reply.body()).isEqualTo("hi");
        assertThat(reply.complete()).isFalse();
    }

    @Test
    void chunkedContentTellsItsChunksAndTrailers() {
        Reply reply = replyTo(
                "GET",
                Step.send(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\nA\r\n0123456789\r\n0\r\nT: u\r\n\r\n"));
        assertThat(reply.body()).isEqualTo("ab0123456789");
        assertThat(reply.content().chunkSizes()).containsExactly(2, 10);
        assertThat(reply.trailers().only("t")).isEqualTo("u");
        assertThat(reply.complete()).isTrue();
    }

    @Test
    void chunkedContentWithoutItsLastChunkIsIncomplete() {
        Reply reply = replyTo(
                "GET", Step.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"), new Step.Close());
        assertThat(reply.body()).isEqualTo("ab");
        assertThat(reply.complete()).isFalse();
    }

    @Test
    void lastChunkWithoutEmptyLineIsIncomplete() {
        Reply reply = replyTo(
                "GET", Step.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"), new Step.Close());
        assertThat(reply.complete()).isFalse();
    }

    @Test
    void contentUntilCloseIsCompleteAfterAnOrderlyCloseOnly() {
        Step head = Step.send("HTTP/1.1 200 OK\r\n\r\nabc");
        Reply closed = replyTo("GET", head, new Step.Close());
        assertThat(closed.content().framing()).isEqualTo(Body.Framing.UNTIL_CLOSE);
        assertThat(closed.body()).isEqualTo("abc");
        assertThat(closed.complete()).isTrue();
        assertThat(replyTo("GET", head, new Step.Reset()).complete()).isFalse();
    }

    @Test
    void answersToHeadAndInterimAndEmptyStatusesHaveNoContent() {
        Step answer = Step.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
        assertThat(replyTo("HEAD", answer).complete()).isTrue();
        Step bodiless = Step.send(
                "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 304 Not Modified\r\n\r\n");
        try (TestOrigin origin = TestOrigin.doing(bodiless);
                RawClient client = RawClient.connect(origin.address())) {
            client.send(GET);
            assertThat(client.readInterim().status()).isEqualTo(103);
            assertThat(client.read().status()).isEqualTo(204);
            assertThat(client.read().status()).isEqualTo(304);
        }
    }

    @Test
    void closedAndResetPeersAreBothSeenAsClosed() {
        for (Step end : new Step[] {new Step.Close(), new Step.Reset()}) {
            try (TestOrigin origin = TestOrigin.doing(end);
                    RawClient client = RawClient.connect(origin.address())) {
                assertThat(client.send(GET).awaitClosed()).isTrue();
            }
        }
    }

    @Test
    void anotherOctetInPlaceOfACloseIsSeen() {
        try (TestOrigin origin = TestOrigin.doing(Step.send("x"));
                RawClient client = RawClient.connect(origin.address())) {
            assertThat(client.send(GET).awaitClosed()).isFalse();
        }
    }

    @Test
    void connectionThatEndsBeforeTheResponseFailsWithWhatCame() {
        assertThatThrownBy(() -> replyTo("GET", Step.send("HTTP/1.1 200 OK\r\nA: b\r\n"), new Step.Close()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("head cut short")
                .hasMessageContaining("A: b");
    }

    @Test
    void lyingFramingOfAResponseFails() {
        assertThatThrownBy(() -> replyTo(
                        "GET",
                        Step.send(
                                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("both Content-Length and Transfer-Encoding");
    }

    @Test
    void rawOctetsAreReadAsTheyCome() {
        try (TestOrigin origin = TestOrigin.doing(Step.send("abcdef"), new Step.Close());
                RawClient client = RawClient.connect(origin.address())) {
            client.send(GET);
            assertThat(client.readRaw(3)).asString().isEqualTo("abc");
            assertThat(client.readToEnd()).asString().isEqualTo("def");
        }
    }
}
