package io.zentinelproxy.core.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class TestOriginTest {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final String POST = "POST /x?y HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @Test
    void everyOctetOfARequestIsRemembered() {
        try (TestOrigin origin = TestOrigin.answering(OK);
                RawClient client = RawClient.connect(origin.address())) {
            assertThat(client.send(POST).read().body()).isEqualTo("ok");
            ReceivedRequest request = origin.onlyRequest();
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.target()).isEqualTo("/x?y");
            assertThat(request.version()).isEqualTo("HTTP/1.1");
            assertThat(request.field("host")).isEqualTo("a");
            assertThat(request.body()).isEqualTo("abc");
            assertThat(request.connection()).isZero();
            assertThat(origin.octets(0)).isEqualTo(POST);
        }
    }

    @Test
    void connectionsAreKeptAndNumbered() {
        try (TestOrigin origin = TestOrigin.answering(OK);
                RawClient first = RawClient.connect(origin.address());
                RawClient second = RawClient.connect(origin.address())) {
            first.send(GET).read();
            first.send(GET).read();
            second.send(GET).read();
            assertThat(origin.awaitRequests(3))
                    .extracting(ReceivedRequest::connection)
                    .hasSize(3)
                    .isSubsetOf(0, 1);
            assertThat(origin.connections()).isEqualTo(2);
        }
    }

    @Test
    void closeOfThePeerIsSeen() {
        try (TestOrigin origin = TestOrigin.doing(new Step.AwaitClose())) {
            RawClient client = RawClient.connect(origin.address());
            client.send(GET);
            origin.awaitRequests(1);
            client.abort();
            origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void stepsRunInOrderAndWaitForTheTest() {
        CountDownLatch latch = new CountDownLatch(1);
        Semaphore permits = new Semaphore(0);
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n"),
                        new Step.WaitFor(latch),
                        Step.sendFirst(2, "abxx"),
                        new Step.Drip("cd".getBytes(), permits));
                RawClient client = RawClient.connect(origin.address())) {
            assertThat(client.send(GET).readHead().status()).isEqualTo(200);
            latch.countDown();
            assertThat(client.readRaw(2)).asString().isEqualTo("ab");
            permits.release();
            assertThat(client.readRaw(1)).asString().isEqualTo("c");
            permits.release();
            assertThat(client.readRaw(1)).asString().isEqualTo("d");
        }
    }

    @Test
    void eachRequestGetsItsOwnStepsAndOneTooManyIsClosed() {
        try (TestOrigin origin = TestOrigin.inOrder(List.of(Step.send(OK)), List.of(Step.send(OK)));
                RawClient client = RawClient.connect(origin.address())) {
            client.send(GET).read();
            client.send(GET).read();
            assertThat(client.send(GET).awaitClosed()).isTrue();
        }
    }

    @Test
    void echoShowsHeadAndChunkedContent() {
        try (TestOrigin origin = TestOrigin.echo();
                RawClient client = RawClient.connect(origin.address())) {
            String head = "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
            Reply reply = client.send(head + "3\r\nabc\r\n0\r\nT: 1\r\n\r\n").read();
            assertThat(reply.body()).isEqualTo(head + "abc");
            assertThat(origin.onlyRequest().content().trailers().only("T")).isEqualTo("1");
        }
    }

    @Test
    void longPatternIsToldByLengthAndSum() {
        long length = 9_000_001;
        try (TestOrigin origin = TestOrigin.doing(
                        Step.send("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n"),
                        new Step.SendPattern(length));
                RawClient client = RawClient.connect(origin.address())) {
            Body content = client.send(GET).read().content();
            assertThat(content.length()).isEqualTo(length);
            assertThat(content.crc32()).isEqualTo(Pattern.crc32(length));
            assertThat(content.octets()).startsWith(Pattern.octets(1000));
        }
    }
}
