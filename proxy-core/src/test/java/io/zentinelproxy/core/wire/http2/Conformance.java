package io.zentinelproxy.core.wire.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Code;
import io.zentinelproxy.core.testkit.h2.H2Frame;
import io.zentinelproxy.core.testkit.h2.H2Stream;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.params.provider.Arguments;

/**
 * What the tables of conformance have in common (their cases are those of h2spec, and more): a proxy whose origin answers at once, but
 * for {@code /hold}, and what can come of a case. After each, the proxy serves others as before.
 */
final class Conformance implements AutoCloseable {
    static final String HOLD = "/hold";

    private final TestOrigin origin =
            TestOrigin.scripted(request -> request.target().equals(HOLD)
                    ? List.of(new Step.AwaitClose())
                    : List.of(new Step.ReadBody(), Step.send(Messages.OK)));
    private final RunningProxy proxy;

    Conformance(Piece... pieces) {
        proxy = RunningProxy.inFrontOf(origin, pieces);
    }

    /** What a peer sees of how we took it. */
    interface Outcome extends Consumer<H2Client> {}

    static Arguments of(String name, Consumer<H2Client> does, Outcome outcome) {
        return Arguments.of(name, does, outcome);
    }

    void check(Consumer<H2Client> does, Outcome outcome) {
        try (H2Client client = H2Client.connect(proxy.address())) {
            does.accept(client);
            outcome.accept(client);
        }
        try (H2Client other = H2Client.connect(proxy.address())) {
            assertThat(other.get("/").awaitReply().body()).isEqualTo("ok");
        }
    }

    /** Waits until all streams have ended for the proxy as well. */
    void awaitNothingUnderWay() {
        await().pollDelay(Duration.ZERO)
                .untilAsserted(() -> assertThat(MetricSamples.of(proxy))
                        .containsEntry("zentinel_active_requests{listener=\"main\"}", 0.0));
    }

    RunningProxy proxy() {
        return proxy;
    }

    /** GOAWAY with one of these codes, then the end. */
    static Outcome connectionError(H2Code... codes) {
        return client -> {
            client.awaitClosed();
            assertThat(client.frames().stream()
                            .filter(frame -> frame.type() == H2Frame.GOAWAY)
                            .map(frame -> code(frame)))
                    .as("codes of GOAWAY")
                    .containsAnyElementsOf(List.of(codes));
        };
    }

    private static H2Code code(H2Frame goAway) {
        return H2Code.of((int) goAway.number(4));
    }

    /** RST_STREAM with one of these codes, and a connection that goes on. */
    static Outcome streamError(int stream, H2Code... codes) {
        return client -> {
            assertThat(client.stream(stream).awaitReset()).isIn((Object[]) codes);
            goesOn(client);
        };
    }

    /** Either of both, as where the RFC lets the receiver choose. */
    static Outcome eitherError(int stream, H2Code... codes) {
        return client -> {
            H2Stream on = client.stream(stream);
            on.awaitEnd();
            H2Code reset = on.reset();
            if (reset != null && List.of(codes).contains(reset)) {
                goesOn(client);
            } else {
                connectionError(codes).accept(client);
            }
        };
    }

    /** A stream that is answered. */
    static Outcome answered(int stream) {
        return client -> {
            assertThat(client.stream(stream).awaitReply().status()).isEqualTo(200);
            goesOn(client);
        };
    }

    /** Nothing came of it. */
    static Outcome ignored() {
        return Conformance::goesOn;
    }

    /** A connection without error, over or not. */
    static Outcome noError() {
        return client -> {
            client.halfClose();
            client.awaitClosed();
            assertThat(client.frames().stream()
                            .filter(frame -> frame.type() == H2Frame.GOAWAY)
                            .map(H2Frame::payload))
                    .allMatch(payload -> payload[7] == 0);
        };
    }

    private static void goesOn(H2Client client) {
        assertThat(client.get("/").awaitReply().body()).isEqualTo("ok");
        client.roundTrip();
        assertThat(client.count(H2Frame.GOAWAY)).isZero();
    }

    @Override
    public void close() {
        proxy.close();
        origin.close();
    }
}
