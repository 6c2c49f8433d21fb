package io.zentinelproxy.core.wire.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** {@code webhooks}: what a receiver is told, and how it knows that we have told it. */
class WebhookTest {
    private static final String NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n";
    private static final TestCertificates CA = TestCertificates.authority();

    @Test
    void aRefusedRequestIsToldByAPost() {
        try (TestOrigin receiver = TestOrigin.answering(NO_CONTENT);
                Hooked proxy = Hooked.to(receiver)) {
            Instant before = Instant.now();
            assertThat(proxy.askForNothing()).isEqualTo(404);
            receiver.awaitRequests(1);
            ReceivedRequest told = receiver.onlyRequest();
            assertThat(told.method() + " " + told.target()).isEqualTo("POST /hook?a=b");
            assertThat(told.field("Host")).isEqualTo("127.0.0.1:" + receiver.port());
            assertThat(told.field("Content-Type")).isEqualTo("application/json");
            assertThat(told.body())
                    .endsWith(
                            "\"data\":{\"reason\":\"no_route\",\"route\":null,\"client\":\"127.0.0.1\",\"count\":1}}");
            assertThat(Hooked.member(told, "type")).isEqualTo("blocked_request");
            assertThat(Instant.parse(Hooked.member(told, "timestamp"))).isBetween(before, Instant.now());
            await().untilAsserted(() -> assertThat(proxy.messages("delivered")).isEqualTo(1));
        }
    }

    @Test
    void itsRouteIsToldWhereThereIsOne() {
        try (TestOrigin receiver = TestOrigin.answering(NO_CONTENT);
                Hooked proxy = Hooked.to(receiver)) {
            assertThat(proxy.sendTooMuch()).isEqualTo(413);
            receiver.awaitRequests(1);
            assertThat(Hooked.member(receiver.onlyRequest(), "reason")).isEqualTo("body_too_large");
            assertThat(Hooked.member(receiver.onlyRequest(), "route")).isEqualTo("only");
        }
    }

    /** Standard Webhooks 1.0. */
    @Test
    void messagesAreSigned() {
        try (TestOrigin receiver = TestOrigin.answering(NO_CONTENT);
                Hooked proxy = Hooked.to(receiver)) {
            long before = System.currentTimeMillis() / 1000;
            proxy.askForNothing();
            receiver.awaitRequests(1);
            ReceivedRequest told = receiver.onlyRequest();
            assertThat(told.field("webhook-signature")).isEqualTo(Hooked.signatureOf(told));
            assertThat(told.field("webhook-id"))
                    .startsWith("msg_")
                    .doesNotContain(".")
                    .isEqualTo(Hooked.member(told, "id"));
            assertThat(Long.parseLong(told.field("webhook-timestamp")))
                    .isBetween(before, System.currentTimeMillis() / 1000);
        }
    }

    @Test
    void whatIsServedIsNotTold() {
        try (TestOrigin receiver = TestOrigin.answering(NO_CONTENT);
                Hooked proxy = Hooked.to(receiver)) {
            assertThat(proxy.ask(Messages.get("/only"))).isEqualTo(200);
            assertThat(proxy.ask("GET /only HTTP/1.1\r\nHost: a b\r\n\r\n")).isEqualTo(400);
            assertThat(proxy.askForNothing()).isEqualTo(404);
            receiver.awaitRequests(1);
            assertThat(Hooked.member(receiver.onlyRequest(), "reason")).isEqualTo("no_route");
        }
    }

    @Test
    void aFloodOfRefusedRequestsIsOneMessageInTenSecondsForEachReason() {
        HandClock clock = new HandClock();
        try (TestOrigin receiver = TestOrigin.answering(NO_CONTENT);
                Hooked proxy = Hooked.by(clock, receiver)) {
            proxy.askForNothing();
            receiver.awaitRequests(1);
            for (int i = 0; i < 50; i++) {
                proxy.askForNothing();
            }
            clock.advance(Duration.ofSeconds(9));
            proxy.sendTooMuch();
            receiver.awaitRequests(2);
            assertThat(Hooked.member(receiver.requests().get(1), "reason")).isEqualTo("body_too_large");
            clock.advance(Duration.ofSeconds(2));
            ReceivedRequest told = receiver.awaitRequests(3).get(2);
            assertThat(Hooked.member(told, "reason")).isEqualTo("no_route");
            assertThat(Hooked.member(told, "count")).isEqualTo("50");
        }
    }

    @Test
    void messagesGoOverAVerifiedConnection() {
        try (TestOrigin receiver = TestOrigin.answering(NO_CONTENT).overTls(CA.server("localhost"));
                Hooked proxy =
                        Hooked.at("https://localhost:" + receiver.port() + "/", "ca-cert \"" + CA.caFile() + "\"")) {
            proxy.askForNothing();
            receiver.awaitRequests(1);
            assertThat(receiver.handshakes().getFirst().serverName()).isEqualTo("localhost");
        }
    }

    @Test
    void aReceiverThatIsNotTrustedIsToldNothing() {
        try (TestOrigin receiver = TestOrigin.answering(NO_CONTENT)
                        .overTls(TestCertificates.otherAuthority().server("localhost"));
                Hooked proxy = Hooked.at(
                        "https://localhost:" + receiver.port() + "/",
                        "ca-cert \"" + CA.caFile() + "\"; max-attempts 2; backoff-ms 1")) {
            proxy.askForNothing();
            await().untilAsserted(() -> assertThat(proxy.messages("exhausted")).isEqualTo(1));
            assertThat(receiver.requests()).isEmpty();
        }
    }
}
