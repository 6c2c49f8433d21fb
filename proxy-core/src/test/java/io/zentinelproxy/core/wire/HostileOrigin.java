package io.zentinelproxy.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A proxy whose pool has one connection, in front of an origin that does as the test says when asked for {@code /lie} and answers
 * everything else with its target. Each lie is told twice: on a fresh connection and on one that was used before. After each, the
 * origin's connection is gone, the log and the counter tell why, and others get their own answers through the same pool. One thread.
 */
final class HostileOrigin implements AutoCloseable {

    static final String GET_LIE = Messages.get("/lie");

    private static final Piece ONE_CONNECTION = Piece.upstream("connection-pool { max-connections 1; }");

    /** How far the clock moves at a time while a lie is waited for. */
    private static final Duration STEP = Duration.ofMillis(100);

    private final TestOrigin origin;

    /** Which the lie is waited for by; null where no wait for it ends by the clock. */
    private final @Nullable HandClock clock;

    private final RefusalWitness witness = new RefusalWitness();
    private final RunningProxy proxy;

    private HostileOrigin(@Nullable HandClock clock, List<Step> lie, Piece... pieces) {
        this.clock = clock;
        origin = TestOrigin.scripted(request -> request.target().equals("/lie") ? lie : honest(request));
        Piece[] all = Stream.concat(Stream.of(witness.piece(), ONE_CONNECTION), Arrays.stream(pieces))
                .toArray(Piece[]::new);
        proxy = clock == null ? RunningProxy.inFrontOf(origin, all) : RunningProxy.inFrontOf(origin, clock, all);
    }

    static HostileOrigin doing(Step... lie) {
        return new HostileOrigin(null, List.of(lie));
    }

    /** By a clock that moves only while a lie is waited for: what is honest is never late, however slow the machine. */
    static HostileOrigin doing(HandClock clock, Piece piece, Step... lie) {
        return new HostileOrigin(clock, List.of(lie), piece);
    }

    /** Reads the request to its end, then sends exactly these octets. */
    static HostileOrigin answering(String octets) {
        return doing(new Step.ReadBody(), Step.send(octets));
    }

    private static List<Step> honest(ReceivedRequest request) {
        String target = request.target();
        return List.of(
                new Step.ReadBody(), Step.send(Messages.okWith("Content-Length: " + target.length() + "\r\n", target)));
    }

    /** The client gets an answer of ours, for this reason, and its connection goes on. */
    void isAnswered(int status, String reason) {
        isAnswered(status, reason, GET_LIE);
    }

    void isAnswered(int status, String reason, String request) {
        twice(() -> {
            Map<String, Double> counted = RefusalWitness.counted(proxy);
            try (RawClient client = proxy.connect()) {
                Reply reply = inTime(() -> finalAnswer(client.send(request)));
                assertThat(reply.status()).as("status in %s", reply.head()).isEqualTo(status);
                assertThat(reply.complete()).as("complete").isTrue();
                wasToldAndDropped(reply, reason, counted);
                if (!reply.fields().listed("Connection", "close")) {
                    assertThat(client.send(Messages.get("/same-client")).read().body())
                            .isEqualTo("/same-client");
                }
            }
        });
    }

    /** The head of the lie has reached the client, who must never take what follows for a complete message. */
    void isBrokenOff(String reason) {
        twice(() -> {
            Map<String, Double> counted = RefusalWitness.counted(proxy);
            try (RawClient client = proxy.connect()) {
                Reply reply = client.send(GET_LIE).readHead();
                assertThat(reply.status()).isEqualTo(200);
                byte[] content = inTime(client::readToEnd);
                assertThat(content.length).as("octets of the content").isLessThan(length(reply));
                wasToldAndDropped(reply, reason, counted);
            }
        });
    }

    private static int length(Reply reply) {
        return Integer.parseInt(reply.field("Content-Length"));
    }

    /** What is waited for, with time going by where that is what ends it. */
    private <T> T inTime(Callable<T> waiting) {
        try {
            return clock == null ? waiting.call() : clock.advanceDuring(waiting, STEP);
        } catch (RuntimeException | Error failed) {
            throw failed;
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    /** How far the lie has come when it shows is a matter of packets: an error, or half an answer, never a whole one. */
    void isNeverComplete() {
        twice(() -> {
            Map<String, Double> counted = RefusalWitness.counted(proxy);
            try (RawClient client = proxy.connect()) {
                Reply reply = client.send(GET_LIE).read();
                if (reply.status() == 200) {
                    assertThat(reply.complete()).as("complete").isFalse();
                    assertThat(client.awaitClosed()).as("closed").isTrue();
                } else {
                    assertThat(reply.status()).isEqualTo(502);
                }
                assertThat(witness.reasonOf(reply.field("X-Request-Id"), proxy, counted))
                        .isIn("truncated", "response_head_too_large", "bad_response", "closed_early");
                liesWereDropped();
            }
        });
    }

    /** The client gets what the origin may say, none of what it may not, and the origin's connection is not used again. */
    void isCutTo(int status, String body) {
        isCutTo(status, body, "GET");
    }

    void isCutTo(int status, String body, String method) {
        twice(() -> {
            try (RawClient client = proxy.connect()) {
                Reply reply = client.send(GET_LIE.replace("GET", method)).readAnswerTo(method);
                assertThat(reply.status()).isEqualTo(status);
                assertThat(reply.body()).isEqualTo(body);
                assertThat(reply.complete()).as("complete").isTrue();
                assertThat(client.send(Messages.get("/same-client")).read().body())
                        .isEqualTo("/same-client");
            }
            liesWereDropped();
        });
    }

    private static Reply finalAnswer(RawClient client) {
        Reply reply = client.read();
        while (reply.status() < 200) {
            reply = client.read();
        }
        return reply;
    }

    private void twice(Runnable lie) {
        for (String connection : new String[] {"fresh", "used"}) {
            lie.run();
            assertPoolIsClean(connection);
        }
    }

    private void wasToldAndDropped(Reply reply, String reason, Map<String, Double> counted) {
        assertThat(witness.reasonOf(reply.field("X-Request-Id"), proxy, counted))
                .as("reason")
                .isEqualTo(reason);
        liesWereDropped();
    }

    private void liesWereDropped() {
        origin.requests().stream()
                .filter(request -> request.target().equals("/lie"))
                .forEach(request -> origin.awaitConnectionClosed(request.connection()));
    }

    /** Everybody gets their own answer. The last one leaves its connection to be the used one. */
    private void assertPoolIsClean(String after) {
        for (int i = 0; i < 3; i++) {
            try (RawClient client = proxy.connect()) {
                String own = "/own/" + i;
                assertThat(client.send(Messages.get(own)).read().body())
                        .as("answer of another client after a lie on a %s connection", after)
                        .isEqualTo(own);
            }
        }
    }

    TestOrigin origin() {
        return origin;
    }

    RunningProxy proxy() {
        return proxy;
    }

    @Override
    public void close() {
        proxy.close();
        origin.close();
        witness.close();
    }
}
