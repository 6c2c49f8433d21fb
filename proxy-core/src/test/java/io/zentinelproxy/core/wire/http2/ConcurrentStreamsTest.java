package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Reply;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Many requests on one connection at once: none waits for another. */
class ConcurrentStreamsTest {

    private static TestOrigin holdingUntil(CountDownLatch latch) {
        return TestOrigin.scripted(request -> {
            String body = request.target();
            Step answer = Step.send(Messages.okWith("Content-Length: " + body.length() + "\r\n", body));
            return request.target().startsWith("/held")
                    ? List.of(new Step.WaitFor(latch), answer)
                    : List.of(new Step.ReadBody(), answer);
        });
    }

    @Test
    void asManyAsMayBeAreUnderWayAtOnce() {
        CountDownLatch latch = new CountDownLatch(1);
        try (TestOrigin origin = holdingUntil(latch);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            List<H2Stream> streams = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                streams.add(client.get("/held" + i));
            }
            origin.awaitRequests(100);
            latch.countDown();
            for (int i = 0; i < 100; i++) {
                H2Reply reply = streams.get(i).awaitReply();
                assertThat(reply.status()).isEqualTo(200);
                assertThat(reply.body()).isEqualTo("/held" + i);
            }
            assertThat(proxy.server().connections()).isEqualTo(1);
        }
    }

    @Test
    void aSlowRequestHoldsUpNoOther() {
        CountDownLatch latch = new CountDownLatch(1);
        try (TestOrigin origin = holdingUntil(latch);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream held = client.get("/held");
            for (int i = 0; i < 50; i++) {
                assertThat(client.get("/" + i).awaitReply().body()).isEqualTo("/" + i);
            }
            latch.countDown();
            assertThat(held.awaitReply().body()).isEqualTo("/held");
        }
    }

    @Test
    void requestsFollowEachOtherForLong() {
        CountDownLatch latch = new CountDownLatch(0);
        try (TestOrigin origin = holdingUntil(latch);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            for (int round = 0; round < 50; round++) {
                List<H2Stream> streams = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    streams.add(client.open("POST", "/" + i).data("content " + i, true));
                }
                for (int i = 0; i < 40; i++) {
                    assertThat(streams.get(i).awaitReply().body()).isEqualTo("/" + i);
                }
            }
            client.roundTrip();
        }
    }

    /** Answers and requests of the same streams run beside each other. */
    @Test
    void framesOfManyUploadsMayBeMixed() {
        CountDownLatch latch = new CountDownLatch(0);
        try (TestOrigin origin = holdingUntil(latch);
                RunningProxy proxy = RunningProxy.inFrontOf(origin);
                H2Client client = H2Client.connect(proxy.address())) {
            List<H2Stream> streams = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                streams.add(client.open("POST", "/" + i, "content-length", "30"));
            }
            for (int part = 0; part < 3; part++) {
                for (H2Stream stream : streams) {
                    stream.data("part " + part + " ".repeat(4), part == 2);
                }
            }
            streams.forEach(stream -> assertThat(stream.awaitReply().status()).isEqualTo(200));
            assertThat(origin.requests()).allMatch(request -> request.body().equals("part 0    part 1    part 2    "));
        }
    }

    /** A limit of the listener that is smaller is kept to. */
    @Test
    void requestsUnderWayCountForTheProxyAsAWhole() {
        CountDownLatch latch = new CountDownLatch(1);
        try (TestOrigin origin = holdingUntil(latch);
                RunningProxy proxy = RunningProxy.inFrontOf(origin, Piece.limits("max-in-flight-requests 2"));
                H2Client client = H2Client.connect(proxy.address())) {
            H2Stream one = client.get("/held1");
            H2Stream two = client.get("/held2");
            origin.awaitRequests(2);
            assertThat(client.get("/three").awaitReply().status()).isEqualTo(503);
            latch.countDown();
            assertThat(one.awaitReply().status()).isEqualTo(200);
            assertThat(two.awaitReply().status()).isEqualTo(200);
        }
    }
}
