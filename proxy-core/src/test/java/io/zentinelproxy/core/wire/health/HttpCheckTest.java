package io.zentinelproxy.core.wire.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.Step;
import io.zentinelproxy.core.wire.Messages;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code health-check} of the type http: what is asked, and what answers take a target out and bring it back. */
class HttpCheckTest {

    private static String http(String keys) {
        return Targets.check("\"http\" { " + keys + "; }", "");
    }

    @Test
    void aTargetWhoseChecksFailGetsNoRequestsUntilTheyAreWellAgain() {
        try (CheckedOrigin one = CheckedOrigin.healthy();
                CheckedOrigin other = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        one.origin, Targets.of(http("path \"/health\""), one.port(), other.port()))) {
            Targets.awaitChecks(proxy, one.port(), "success", 1);
            one.checksGet(CheckedOrigin.FAILING);
            Targets.awaitDown(proxy, one.port());
            long before = one.requests();
            Targets.getAll(proxy, 10, 200);
            assertThat(one.requests()).isEqualTo(before);

            one.checksGet(CheckedOrigin.OK);
            Targets.awaitUp(proxy, one.port());
            Targets.getAll(proxy, 10, 200);
            assertThat(one.requests()).isEqualTo(before + 5);
        }
    }

    @Test
    void theFirstResultCountsAtOnce() {
        try (CheckedOrigin one = CheckedOrigin.healthy().checksGet(CheckedOrigin.FAILING);
                CheckedOrigin other = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        one.origin,
                        Targets.of(
                                Targets.check("\"http\"", "interval \"1h\"").replace("interval \"100ms\"\n", ""),
                                one.port(),
                                other.port()))) {
            Targets.awaitDown(proxy, one.port());
            assertThat(one.checks()).hasSize(1);
            assertThat(Targets.isUp(proxy, other.port())).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, 200, true",
        "200, 204, false",
        "200 204, 204, true",
        "'\"2xx\"', 299, true",
        "'\"2xx\"', 300, false",
        "'\"200-399\"', 302, true",
        "'\"200-399\"', 400, false",
        "'503', 503, true"
    })
    void theStatusMustBeOneOfThoseExpected(String expected, int status, boolean good) {
        try (CheckedOrigin origin = CheckedOrigin.healthy().checksGetStatus(status);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.origin, Targets.of(http("expected-status " + expected), origin.port()))) {
            Targets.awaitChecks(proxy, origin.port(), good ? "success" : "failure", 1);
            assertThat(Targets.checks(proxy, origin.port(), good ? "failure" : "success"))
                    .isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'expected-body \"fine\"', all fine, true",
        "'expected-body \"fine\"', all well, false",
        "'expected-body-pattern \"^(up|ok)$\"', ok, true",
        "'expected-body-pattern \"^(up|ok)$\"', nok, false"
    })
    void theContentMustHaveWhatIsExpected(String key, String content, boolean good) {
        try (CheckedOrigin origin = CheckedOrigin.healthy().checksGetContent(content);
                RunningProxy proxy = RunningProxy.inFrontOf(origin.origin, Targets.of(http(key), origin.port()))) {
            Targets.awaitChecks(proxy, origin.port(), good ? "success" : "failure", 1);
            assertThat(Targets.checks(proxy, origin.port(), good ? "failure" : "success"))
                    .isZero();
        }
    }

    @Test
    void contentBehindTheFirst64KiBIsNotLookedAt() {
        String endless = "x".repeat(64 * 1024) + "fine";
        try (CheckedOrigin origin = CheckedOrigin.healthy().checksGetContent(endless);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.origin, Targets.of(http("expected-body \"fine\""), origin.port()))) {
            Targets.awaitChecks(proxy, origin.port(), "failure", 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"16, true", "17, false"})
    void ofInterimAnswersOnlySoManyMayComeFirst(int heads, boolean good) {
        String before = "HTTP/1.1 103 Early Hints\r\n\r\n".repeat(heads);
        try (CheckedOrigin origin = CheckedOrigin.healthy().checksGet(List.of(Step.send(before + Messages.OK)));
                RunningProxy proxy =
                        RunningProxy.inFrontOf(origin.origin, Targets.of(http("expected-status 200"), origin.port()))) {
            Targets.awaitChecks(proxy, origin.port(), good ? "success" : "failure", 1);
            assertThat(Targets.checks(proxy, origin.port(), good ? "failure" : "success"))
                    .isZero();
        }
    }

    @Test
    void pathAndHostAreThoseConfigured() {
        try (CheckedOrigin origin = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.origin,
                        Targets.of(http("path \"/health/full?deep=1\"; host \"app.internal:81\""), origin.port()))) {
            Targets.awaitChecks(proxy, origin.port(), "success", 1);
            assertThat(origin.checks().getFirst().head())
                    .startsWith("GET /health/full?deep=1 HTTP/1.1\r\n")
                    .contains("Host: app.internal:81\r\n")
                    .contains("User-Agent: zentinel-health-check\r\n");
        }
    }

    @Test
    void withoutKeysHealthIsAskedForAtTheTargetsOwnAddress() {
        try (CheckedOrigin origin = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.origin, Targets.of(Targets.check("\"http\"", ""), origin.port()))) {
            Targets.awaitChecks(proxy, origin.port(), "success", 1);
            assertThat(origin.checks().getFirst().head())
                    .startsWith("GET /health HTTP/1.1\r\n")
                    .contains("Host: 127.0.0.1:" + origin.port() + "\r\n");
        }
    }

    @Test
    void whoIsSilentFailsItsCheckInTime() {
        try (CheckedOrigin origin = CheckedOrigin.healthy().checksGet(CheckedOrigin.SILENT);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.origin, Targets.of(Targets.check("\"http\"", "timeout \"200ms\""), origin.port()))) {
            Targets.awaitDown(proxy, origin.port());
            origin.origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void whoSendsOctetByOctetIsNotWaitedForLonger() {
        List<Step> drip = List.of(Step.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nx"), new Step.AwaitClose());
        try (CheckedOrigin origin = CheckedOrigin.healthy().checksGet(drip);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.origin,
                        Targets.of(
                                Targets.check("\"http\" { expected-body \"fine\"; }", "timeout \"200ms\""),
                                origin.port()))) {
            Targets.awaitDown(proxy, origin.port());
            origin.origin.awaitConnectionClosed(0);
        }
    }

    @Test
    void interimAnswersAreNoResult() {
        List<Step> hinting = List.of(Step.send("HTTP/1.1 103 Early Hints\r\n\r\n" + Messages.OK));
        try (CheckedOrigin origin = CheckedOrigin.healthy().checksGet(hinting);
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.origin, Targets.of(Targets.check("\"http\"", ""), origin.port()))) {
            Targets.awaitChecks(proxy, origin.port(), "success", 1);
        }
    }

    @Test
    void eachCheckHasItsOwnConnectionThatIsClosedAfter() {
        try (CheckedOrigin origin = CheckedOrigin.healthy();
                RunningProxy proxy = RunningProxy.inFrontOf(
                        origin.origin, Targets.of(Targets.check("\"http\"", ""), origin.port()))) {
            Targets.awaitChecks(proxy, origin.port(), "success", 3);
            origin.origin.awaitConnectionClosed(0);
            origin.origin.awaitConnectionClosed(1);
            assertThat(origin.origin.connections()).isGreaterThanOrEqualTo(3);
        }
    }
}
