package io.zentinelproxy.security.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.testkit.LogCapture;
import io.zentinelproxy.core.testkit.ReceivedRequest;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.testkit.h2.H2Client;
import io.zentinelproxy.core.testkit.h2.H2Options;
import io.zentinelproxy.security.HandTicker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of who is known for abuse, on routes. */
class ReputationFilterTest {
    private static final String SCORE = "X-IP-Reputation-Score";
    private static final String FLAGGED = "X-IP-Reputation-Flagged";

    @TempDir
    private Path folder;

    @Test
    void fromTheBlockScoreOnAClientIsRefused() throws IOException {
        try (AccessProxy proxy = AccessProxy.with(reputation("127.0.2.0/24 79\n127.0.2.7 80\n127.0.2.8\n", ""))) {
            Reply refusal = proxy.ask("127.0.2.7");
            assertThat(refusal.status()).isEqualTo(403);
            assertThat(refusal.body()).contains("Access denied");
            assertThat(proxy.status("127.0.2.8")).isEqualTo(403);
            assertThat(proxy.status("127.0.2.1")).isEqualTo(200);
            assertThat(proxy.status("127.0.1.1")).isEqualTo(200);
            assertThat(proxy.decided("reputation", "blocked")).isEqualTo(2);
            assertThat(proxy.decided("reputation", "allowed")).isEqualTo(2);
            assertThat(proxy.counted("zentinel_blocked_requests_total{reason=\"reputation_denied\"}"))
                    .isEqualTo(2);
        }
    }

    @Test
    void theScoresThatBlockAndFlagAreTheFiltersOwn() throws IOException {
        String list = "127.0.2.1 30\n127.0.2.2 29\n127.0.2.3 19\n";
        try (AccessProxy proxy = AccessProxy.with(reputation(list, "block-score 30; flag-score 20"))) {
            assertThat(proxy.status("127.0.2.1")).isEqualTo(403);
            assertThat(proxy.status("127.0.2.2")).isEqualTo(200);
            assertThat(proxy.status("127.0.2.3")).isEqualTo(200);
            assertThat(proxy.received().getFirst().field(FLAGGED)).isEqualTo("true");
            assertThat(proxy.received().getLast().fields().has(FLAGGED)).isFalse();
        }
    }

    @Test
    void theOriginIsToldTheScoreAndNobodyElsesWordForIt() throws IOException {
        try (AccessProxy proxy = AccessProxy.with(reputation("127.0.2.1 60\n127.0.2.2 5\n", ""))) {
            for (String client : List.of("127.0.2.1", "127.0.2.2", "127.0.2.3")) {
                proxy.ask(client, SCORE + ": 1", FLAGGED + ": no", "X_IP_Reputation_Score: 2");
            }
            ReceivedRequest flagged = proxy.received().get(0);
            assertThat(flagged.field(SCORE)).isEqualTo("60");
            assertThat(flagged.field(FLAGGED)).isEqualTo("true");
            ReceivedRequest listed = proxy.received().get(1);
            assertThat(listed.field(SCORE)).isEqualTo("5");
            assertThat(listed.fields().has(FLAGGED)).isFalse();
            ReceivedRequest unlisted = proxy.received().get(2);
            assertThat(unlisted.head()).doesNotContainIgnoringCase("reputation");
        }
    }

    @Test
    void ofSeveralFiltersTheOriginIsToldTheWorstScore() throws IOException {
        Path other = Files.writeString(folder.resolve("other.txt"), "127.0.2.1 20\n127.0.2.2 70\n127.0.2.4 0\n");
        String second = "\"reputation\"; list \"" + other + "\"; flag-score 101";
        try (AccessProxy proxy =
                AccessProxy.with(reputation("127.0.2.1 60\n127.0.2.2 55\n127.0.2.3 60\n", ""), second)) {
            for (String client : List.of("127.0.2.1", "127.0.2.2", "127.0.2.3", "127.0.2.4")) {
                proxy.ask(client, SCORE + ": 1", FLAGGED + ": no");
            }
            assertThat(proxy.received())
                    .extracting(request -> request.fields().all(SCORE))
                    .containsExactly(List.of("60"), List.of("70"), List.of("60"), List.of("0"));
            assertThat(proxy.received())
                    .extracting(request -> request.fields().all(FLAGGED))
                    .containsExactly(List.of("true"), List.of("true"), List.of("true"), List.of());
        }
    }

    @Test
    void whatOnlyLogsLetsPassAndLogsAndCounts() throws IOException {
        try (LogCapture log = new LogCapture("io.zentinelproxy.security.access");
                AccessProxy proxy = AccessProxy.with(reputation("127.0.2.1 90\n", "action \"log-only\""))) {
            assertThat(proxy.status("127.0.2.1")).isEqualTo(200);
            assertThat(proxy.received().getFirst().field(SCORE)).isEqualTo("90");
            assertThat(proxy.decided("reputation", "logged")).isEqualTo(1);
            assertThat(log.messages())
                    .anySatisfy(line -> assertThat(line).contains("the last from 127.0.2.1 for a score of 90"));
        }
    }

    @Test
    void whoIsAllowedHasNoScoreWhateverListsSay() throws IOException {
        try (AccessProxy proxy =
                AccessProxy.with(reputation("127.0.2.0/24\n", "allow \"127.0.2.1\" \"127.0.2.16/28\""))) {
            assertThat(proxy.status("127.0.2.1")).isEqualTo(200);
            assertThat(proxy.status("127.0.2.17")).isEqualTo(200);
            assertThat(proxy.status("127.0.2.2")).isEqualTo(403);
            assertThat(proxy.received().getFirst().fields().has(SCORE)).isFalse();
        }
    }

    @Test
    void aRefusalHasTheStatusAndTheWordsOfTheFilter() throws IOException {
        String words = "status-code 451; block-message \"Not you\"";
        try (AccessProxy proxy = AccessProxy.with(reputation("127.0.2.1\n", words));
                H2Client client = H2Client.connectFrom("127.0.2.1", proxy.address(), H2Options.USUAL)) {
            Reply refusal = proxy.ask("127.0.2.1");
            assertThat(refusal.status()).isEqualTo(451);
            assertThat(refusal.body()).contains("Not you");
            assertThat(client.request("POST", "/shop.Cart/Add", "content-type", "application/grpc")
                            .awaitReply()
                            .field("grpc-message"))
                    .isEqualTo("Not you");
        }
    }

    @Test
    void theClientIsTheOneThatTrustedProxiesTellOf() throws IOException {
        String lists = reputation("192.0.2.1\n2001:db8::/32\n", "");
        try (AccessProxy trusting = AccessProxy.behindProxies(lists);
                AccessProxy other = AccessProxy.with(lists)) {
            assertThat(trusting.askFor("192.0.2.1").status()).isEqualTo(403);
            assertThat(trusting.askFor("2001:db8::7").status()).isEqualTo(403);
            assertThat(trusting.askFor("192.0.2.2").status()).isEqualTo(200);
            assertThat(other.askFor("192.0.2.1").status()).isEqualTo(200);
        }
    }

    @Test
    void aListIsLookedAtAgainWhenItsTimeHasCome() throws IOException {
        HandTicker clock = new HandTicker();
        try (AccessProxy proxy = AccessProxy.with(clock, reputation("127.0.2.1\n", "refresh-secs 60"))) {
            list("127.0.2.2\n");
            clock.advance(Duration.ofSeconds(61));
            await().until(() -> proxy.status("127.0.2.1") == 200);
            assertThat(proxy.status("127.0.2.2")).isEqualTo(403);
        }
    }

    @Test
    void aListThatStaysBrokenIsGivenUpInTheEnd() throws IOException {
        HandTicker clock = new HandTicker();
        String stale = "refresh-secs 1; max-stale-secs 60; on-failure \"closed\"; allow \"127.0.9.9\"";
        try (AccessProxy proxy = AccessProxy.with(clock, reputation("127.0.2.1\n", stale))) {
            list("127.0.2.2 101\n");
            clock.advance(Duration.ofSeconds(2));
            await().until(() -> proxy.failures(folder.resolve("list.txt")) == 1);
            assertThat(proxy.status("127.0.2.1")).isEqualTo(403);
            assertThat(proxy.status("127.0.2.2")).isEqualTo(200);
            clock.advance(Duration.ofSeconds(61));
            await().until(() -> proxy.status("127.0.2.2") == 403);
            assertThat(proxy.decided("reputation", "failed")).isPositive();
            assertThat(proxy.status("127.0.9.9")).isEqualTo(200);
        }
    }

    @Test
    void listsOfEveryFormatCountTogetherAndTheWorstScoreHolds() throws IOException {
        Path csv = Files.writeString(folder.resolve("list.csv"), "ip,score\n127.0.2.1,90\n127.0.2.2,10\n");
        Path json = Files.writeString(folder.resolve("list.json"), "[\"127.0.2.2\"]");
        String lists =
                "\"reputation\"; list \"" + csv + "\" format=\"csv\"; list \"" + json + "\" { format \"json\"; }";
        try (AccessProxy proxy = AccessProxy.with(lists)) {
            assertThat(proxy.status("127.0.2.1")).isEqualTo(403);
            assertThat(proxy.status("127.0.2.2")).isEqualTo(403);
            assertThat(proxy.counted("zentinel_access_list_entries{file=\"" + csv + "\"}"))
                    .isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"action \"allow\"", "block-score 0", "allow \"127.0.0.1/99\"", "score 3"})
    void aValueThatCannotBeMeantIsRefused(String key) throws IOException {
        assertThat(refusal(reputation("127.0.2.1\n", key))).hasMessageContaining("test.kdl:");
    }

    @Test
    void aFilterWithoutAListAndOneWithABrokenListAreRefused() throws IOException {
        assertThat(refusal("\"reputation\"")).hasMessageContaining("`reputation` has no list");
        assertThat(refusal(reputation("127.0.2.1 900\n", "")))
                .hasMessageContaining("list.txt:1: the score is no whole number from 0 to 100");
    }

    private static ConfigurationException refusal(String filter) {
        try (TestOrigin origin = TestOrigin.echo()) {
            return catchThrowableOfType(ConfigurationException.class, () -> AccessProxy.read(origin.address(), filter));
        }
    }

    private String reputation(String text, String rest) throws IOException {
        return "\"reputation\"; list \"" + list(text) + "\"; " + rest;
    }

    private Path list(String text) throws IOException {
        return Files.writeString(folder.resolve("list.txt"), text);
    }
}
