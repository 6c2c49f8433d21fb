package io.zentinelproxy.security.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.security.HandTicker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists of who is known for abuse. */
class ReputationTest {
    @TempDir
    private Path folder;

    @Test
    void fromTheBlockScoreOnAClientIsRefused() throws IOException {
        String list = list("list.txt", "127.0.2.0/24 79\n127.0.2.7 80\n127.0.2.8\n");
        try (GatedProxy proxy = GatedProxy.with("reputation { list \"" + list + "\"; }")) {
            assertThat(proxy.serves("127.0.2.1")).isTrue();
            assertThat(proxy.serves("127.0.2.7")).isFalse();
            assertThat(proxy.serves("127.0.2.8")).isFalse();
            assertThat(proxy.serves("127.0.1.1")).isTrue();
            assertThat(proxy.refused("reputation_denied")).isEqualTo(2);
        }
    }

    @Test
    void fromTheFlagScoreOnEveryRequestOfTheConnectionTellsOfIt() throws IOException {
        String list = list("list.txt", "127.0.2.0/24 60\n127.0.3.0/24 59\n");
        try (GatedProxy proxy = GatedProxy.with("reputation { list \"" + list + "\"; flag-score 60; }");
                RawClient flagged = proxy.from("127.0.2.1")) {
            assertThat(GatedProxy.serves(flagged)).isTrue();
            assertThat(GatedProxy.serves(flagged)).isTrue();
            await().until(() -> proxy.flags().equals(List.of(60, 60)));
            assertThat(proxy.serves("127.0.3.1")).isTrue();
            await().until(() -> proxy.flags().equals(List.of(60, 60, 0)));
        }
    }

    @Test
    void aLineOfTheAccessLogTellsTheScoreOfWhoIsFlaggedAndOfNobodyElse() throws IOException {
        String list = list("list.txt", "127.0.2.1 60\n127.0.3.1 59\n");
        Path log = folder.resolve("access.log");
        try (GatedProxy proxy = GatedProxy.logging(log, "reputation { list \"" + list + "\"; flag-score 60; }")) {
            assertThat(proxy.serves("127.0.2.1")).isTrue();
            assertThat(proxy.serves("127.0.3.1")).isTrue();
            await().until(() -> Files.readAllLines(log).size() == 2);
        }
        assertThat(Files.readAllLines(log))
                .anySatisfy(line -> assertThat(line).contains("\"client\":\"127.0.2.1\",\"flagged\":60,"))
                .anySatisfy(line ->
                        assertThat(line).contains("\"client\":\"127.0.3.1\",").doesNotContain("flagged"));
    }

    @Test
    void theScoresThatBlockAreTheListenersOwn() throws IOException {
        String list = list("list.txt", "127.0.2.0/24 30\n127.0.3.0/24 29\n");
        try (GatedProxy proxy = GatedProxy.with("reputation { list \"" + list + "\"; block-score 30; }")) {
            assertThat(proxy.serves("127.0.2.1")).isFalse();
            assertThat(proxy.serves("127.0.3.1")).isTrue();
        }
    }

    @Test
    void listsOfEveryFormatCountTogetherAndTheWorstScoreHolds() throws IOException {
        String csv = list("list.csv", "ip,score,seen\n127.0.2.1,90,2026-11-24\n\"127.0.2.2\",\"10\"\n127.0.2.3\n");
        String json = list("list.json", """
                ["127.0.3.1",
                 {"address": "127.0.3.2/32", "score": 95, "tags": ["tor", {"since": [2026]}]},
                 {"score": 5, "address": "127.0.2.1"}]
                """);
        try (GatedProxy proxy = GatedProxy.with(
                "reputation { list \"" + csv + "\" format=\"csv\"; list \"" + json + "\" { format \"json\"; }; }")) {
            assertThat(proxy.serves("127.0.2.1")).isFalse();
            assertThat(proxy.serves("127.0.2.2")).isTrue();
            assertThat(proxy.serves("127.0.2.3")).isFalse();
            assertThat(proxy.serves("127.0.3.1")).isFalse();
            assertThat(proxy.serves("127.0.3.2")).isFalse();
        }
    }

    @Test
    void aListIsLookedAtAgainWhenItsTimeHasCome() throws IOException {
        HandTicker clock = new HandTicker();
        String list = list("list.txt", "127.0.2.1\n");
        try (GatedProxy proxy = GatedProxy.with(clock, "reputation { list \"" + list + "\"; refresh-secs 60; }")) {
            list("list.txt", "127.0.2.2\n");
            clock.advance(Duration.ofSeconds(61));
            await().until(() -> proxy.serves("127.0.2.1"));
            assertThat(proxy.serves("127.0.2.2")).isFalse();
        }
    }

    @Test
    void aListThatStaysBrokenIsGivenUpInTheEnd() throws IOException {
        HandTicker clock = new HandTicker();
        String list = list("list.txt", "127.0.2.1\n");
        try (GatedProxy proxy = GatedProxy.with(
                clock,
                "reputation { list \"" + list + "\"; refresh-secs 1; max-stale-secs 60; on-failure \"closed\"; }")) {
            list("list.txt", "127.0.2.2 101\n");
            clock.advance(Duration.ofSeconds(2));
            await().until(() -> proxy.failures("reputation") == 1);
            assertThat(proxy.serves("127.0.2.1")).isFalse();
            assertThat(proxy.serves("127.0.2.2")).isTrue();
            clock.advance(Duration.ofSeconds(61));
            await().until(() -> !proxy.serves("127.0.2.2"));
            assertThat(proxy.refused("reputation_unavailable")).isPositive();
        }
    }

    private String list(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
