package io.zentinelproxy.core.wire.shadow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The block {@code shadow} of a route: what the shadow upstream sees, and that nobody gets its answer. */
class ShadowTest {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void theShadowGetsTheRequestAndTheClientItsOwnOriginsAnswer() {
        try (TestOrigin shadow = TestOrigin.answering("HTTP/1.1 500 Oops\r\nContent-Length: 3\r\n\r\nbad");
                Shadowed proxy = Shadowed.to(shadow, "")) {
            assertThat(proxy.ask("GET /a%20b?c=d HTTP/1.1\r\nHost: a.test\r\nX-Own: 1\r\n\r\n")
                            .body())
                    .isEqualTo("ok");
            ReceivedRequest main = proxy.origin.onlyRequest();
            ReceivedRequest mirrored = shadow.onlyRequest();
            assertThat(mirrored.method() + " " + mirrored.target()).isEqualTo("GET /a%20b?c=d");
            assertThat(mirrored.field("Host")).isEqualTo("a.test");
            assertThat(mirrored.field("X-Own")).isEqualTo("1");
            assertThat(mirrored.field("X-Request-Id")).isEqualTo(main.field("X-Request-Id"));
            assertThat(mirrored.field("X-Forwarded-For")).isEqualTo("127.0.0.1");
        }
    }

    @Test
    void onlyTheMirrorSaysThatItIsOne() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.to(shadow, "")) {
            proxy.ask(Messages.GET);
            assertThat(shadow.onlyRequest().field("X-Shadow-Request")).isEqualTo("true");
            assertThat(proxy.origin.onlyRequest().fields().has("X-Shadow-Request"))
                    .isFalse();
        }
    }

    /** Two proxies that mirror to each other would never end. */
    @Test
    void aMirrorIsNotMirroredAgain() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.to(shadow, "")) {
            proxy.ask(Messages.getWith("X-Shadow-Request: true\r\n"));
            proxy.ask(Messages.get("/second"));
            assertThat(shadow.onlyRequest().target()).isEqualTo("/second");
        }
    }

    @Test
    void itIsAnotherChildOfTheSameTrace() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.to(shadow, "")) {
            proxy.ask(Messages.getWith("traceparent: " + PARENT + "\r\ntracestate: a=b\r\n"));
            String other = shadow.onlyRequest().field("traceparent");
            assertThat(proxy.origin.onlyRequest().field("traceparent")).isEqualTo(PARENT);
            assertThat(other).matches("00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01");
            assertThat(other).isNotEqualTo(PARENT);
            assertThat(shadow.onlyRequest().field("tracestate")).isEqualTo("a=b");
        }
    }

    @Test
    void changesOfFiltersAreMirroredToo() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.between(
                        TestOrigin.answering(Messages.OK),
                        shadow.address(),
                        "",
                        "}\nfilters \"edits\" \"moves\"\npolicies {",
                        Piece.filters("""
                                filter "edits" { type "headers"; phase "request"; set { "X-Added" "yes"; }; remove "X-Own"; }
                                filter "moves" { type "url-rewrite"; path { replace-full-path "/elsewhere"; }; }
                                """))) {
            proxy.ask(Messages.getWith("X-Own: 1\r\n"));
            ReceivedRequest mirrored = shadow.onlyRequest();
            assertThat(mirrored.target()).isEqualTo(proxy.origin.onlyRequest().target());
            assertThat(mirrored.field("X-Added")).isEqualTo("yes");
            assertThat(mirrored.fields().has("X-Own")).isFalse();
        }
    }

    @Test
    void mirrorsShareConnectionsAsOtherRequestsDo() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.to(shadow, "")) {
            for (int i = 1; i <= 5; i++) {
                proxy.ask(Messages.GET);
                double so = i;
                await().untilAsserted(() -> {
                    assertThat(proxy.requests("success")).isEqualTo(so);
                    assertThat(proxy.underWay()).isZero();
                });
            }
            assertThat(shadow.connections()).isEqualTo(1);
            assertThat(shadow.requests()).hasSize(5);
        }
    }

    /** What nobody wants is not carried through the network without end. */
    @Test
    void anEndlessAnswerCostsItsConnection() {
        try (TestOrigin shadow = TestOrigin.doing(
                        Step.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n"),
                        new Step.SendPattern(1_000_000_000));
                Shadowed proxy = Shadowed.to(shadow, "timeout-ms 600000")) {
            assertThat(proxy.ask(Messages.GET).status()).isEqualTo(200);
            shadow.awaitConnectionClosed(0);
            await().untilAsserted(() -> assertThat(proxy.underWay()).isZero());
            assertThat(proxy.requests("success")).isEqualTo(1);
        }
    }

    @Test
    void itIsNoRequestOfAClientInTheCounters() {
        try (TestOrigin shadow = TestOrigin.answering(Messages.OK);
                Shadowed proxy = Shadowed.to(shadow, "")) {
            proxy.ask(Messages.GET);
            await().untilAsserted(() -> assertThat(proxy.requests("success")).isEqualTo(1));
            await().untilAsserted(() -> assertThat(MetricSamples.of(proxy.proxy).entrySet().stream()
                            .filter(entry -> entry.getKey().startsWith("zentinel_requests_total"))
                            .mapToDouble(entry -> entry.getValue())
                            .sum())
                    .isEqualTo(1));
            assertThat(proxy.sample("zentinel_upstream_attempts_total{upstream=\"shadow\"}"))
                    .isZero();
        }
    }

    @Test
    void theEndOfTheProxyEndsWhatIsUnderWay() {
        try (TestOrigin shadow = TestOrigin.doing(new Step.AwaitClose());
                Shadowed proxy = Shadowed.to(shadow, "timeout-ms 600000")) {
            proxy.ask(Messages.GET);
            shadow.awaitRequests(1);
            proxy.proxy.close();
            shadow.awaitConnectionClosed(0);
        }
    }

    @Test
    void theUpstreamOfTheRouteItselfMayBeTheShadow() {
        CountDownLatch answer = new CountDownLatch(1);
        try (TestOrigin origin = TestOrigin.doing(new Step.WaitFor(answer), Step.send(Messages.OK));
                Shadowed proxy = Shadowed.between(origin, origin.address(), "", "");
                RawClient client = proxy.proxy.connect()) {
            client.send(Messages.GET);
            List<ReceivedRequest> both = origin.awaitRequests(2);
            assertThat(both.stream().filter(one -> one.fields().has("X-Shadow-Request")))
                    .hasSize(1);
            answer.countDown();
            assertThat(client.read().status()).isEqualTo(200);
        }
    }
}
