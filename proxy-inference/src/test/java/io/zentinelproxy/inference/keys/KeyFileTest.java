package io.zentinelproxy.inference.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.ledger.Measure;
import io.zentinelproxy.inference.ledger.Window;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyFileTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final String ALICE = "zk-alice-has-this-one";
    private static final String ALICE_BEFORE = "zk-alice-had-this-one";
    private static final String BOB = "zk-bob";

    @TempDir
    Path folder;

    @Test
    void aKeyIsFoundByItsHashWithAllThatItMay() throws KeyFileException {
        KeyRing ring = KeyFile.parse("keys.kdl", """
                key "alice" {
                    hash "%s"
                    prefix "zk-alic"
                    name "Alice's laptop"
                    team "search"
                    created "2026-01-01"
                    expires "2027-01-01T00:00:00+01:00"
                    models "gpt-4o*" "o3"
                    rate-limit { tokens-per-minute 1000; requests-per-minute 60; burst-tokens 5000; }
                    budget { period "monthly"; limit-cost 25.00; rollover #true; rollover-cap 0.5; burst-allowance 0.1; }
                    budget { period 3600; limit 100000; alert-thresholds 0.5 0.25; enforce #false; }
                }
                team "search" { models "gpt-*"; budget { limit 1000000; } }
                """.formatted(hash(ALICE)));

        VirtualKey alice = ring.find(ALICE, NOW);

        assertThat(alice).isNotNull();
        assertThat(alice.id()).isEqualTo("alice");
        assertThat(alice.name()).isEqualTo("Alice's laptop");
        assertThat(alice.teamId()).isEqualTo("search");
        assertThat(alice.expires()).isEqualTo(Instant.parse("2026-12-31T23:00:00Z"));
        assertThat(alice.allows("gpt-4o-mini")).isTrue();
        assertThat(alice.allows("o3")).as("her team may not").isFalse();
        assertThat(alice.allows("gpt-3.5")).as("she may not").isFalse();
        assertThat(alice.limits())
                .containsExactly(
                        new Limit(
                                "key:alice/tokens-per-minute",
                                Measure.TOKENS,
                                new Window.Bucket(Duration.ofMinutes(1), 5000),
                                1000,
                                0,
                                null,
                                List.of(),
                                true),
                        new Limit(
                                "key:alice/requests-per-minute",
                                Measure.REQUESTS,
                                new Window.Bucket(Duration.ofMinutes(1), 10),
                                60,
                                0,
                                null,
                                List.of(),
                                true),
                        new Limit(
                                "key:alice/budget-monthly-cost",
                                Measure.MONEY,
                                new Window.Calendar(Window.Unit.MONTH),
                                25_000_000,
                                2_500_000,
                                12_500_000L,
                                List.of(800, 900, 950),
                                true),
                        new Limit(
                                "key:alice/budget-3600-tokens",
                                Measure.TOKENS,
                                new Window.Rolling(Duration.ofHours(1)),
                                100_000,
                                0,
                                null,
                                List.of(250, 500),
                                false));
        assertThat(alice.team().limits()).extracting(Limit::id).containsExactly("team:search/budget-daily-tokens");
        assertThat(ring.find(BOB, NOW)).isNull();
        assertThat(ring.find("", NOW)).isNull();
        assertThat(ring.find("x".repeat(KeyRing.MAX_KEY_OCTETS + 1), NOW)).isNull();
    }

    @Test
    void keysThatEndedAreToldApartAndNoneIsFound() throws KeyFileException {
        KeyRing ring = KeyFile.parse("keys.kdl", """
                key "alice" {
                    hash "%s"
                    replaced { hash "%s"; until "2026-11-29T12:00:01Z"; }
                }
                key "bob" { hash "%s"; expires "2026-11-29T12:00:00Z"; revoked "2026-11-29T13:00:00Z"; }
                """.formatted(hash(ALICE), hash(ALICE_BEFORE), hash(BOB)));

        assertThat(answer(ring, ALICE_BEFORE, NOW)).isInstanceOf(KeyRing.Answer.Known.class);
        assertThat(answer(ring, ALICE_BEFORE, NOW.plusSeconds(1)))
                .isEqualTo(new KeyRing.Answer.Ended(ring.ofId("alice"), VirtualKey.State.EXPIRED));
        assertThat(answer(ring, ALICE, NOW.plusSeconds(1))).isInstanceOf(KeyRing.Answer.Known.class);
        assertThat(answer(ring, BOB, NOW.minusNanos(1))).isInstanceOf(KeyRing.Answer.Known.class);
        assertThat(answer(ring, BOB, NOW))
                .isEqualTo(new KeyRing.Answer.Ended(ring.ofId("bob"), VirtualKey.State.EXPIRED));
        assertThat(answer(ring, BOB, NOW.plusSeconds(3600)))
                .isEqualTo(new KeyRing.Answer.Ended(ring.ofId("bob"), VirtualKey.State.REVOKED));
        assertThat(ring.find(BOB, NOW)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '%',
            value = {
                "key \"a\" { hash \"H\"; colour \"red\"; } | keys.kdl:1:91: ",
                "key \"a\" { hash \"zk-secret-secret\"; } | this is no hash",
                "key \"a\" { zk-secret-secret; hash \"H\"; } | zk-...",
                "key \"zk-secret-secret\" { hash \"H\"; } | not usable as an id",
                "key \"a\" { } | hash",
                "key \"a\" { hash \"H\"; team \"b\"; } | there is no team of this id",
                "key \"a\" { hash \"H\"; }; key \"b\" { hash \"H\"; } | this hash stands in the file already",
                "key \"a\" { hash \"H\"; prefix \"zk-secre\"; } | too much of it",
                "team \"a\"; team \"a\" | there is another team of this id",
                "key \"a\" { hash \"H\"; expires \"soon\"; } | this is no time",
                "key \"a\" { hash \"H\"; budget { limit 1; }; budget { limit 2; }; } | two budgets of the same period",
                "key \"a\" { hash \"H\"; budget { period 60; limit 1; rollover #true; }; } | a time that never ends",
                "key \"a\" { hash \"H\"; budget { limit 1; rollover-cap 1.0; }; } | says nothing without `rollover`",
                "key \"a\" { hash \"H\"; budget { period \"weekly\"; limit 1; }; } | no such period",
                "key \"a\" { hash \"H\"; budget { enforce #true; }; } | a budget of nothing",
                "key \"a\" { hash \"H\"; rate-limit { burst-tokens 5; }; } | says nothing without a limit of tokens",
                "key \"a\" { hash \"H\"; rate-limit { tokens-per-minute 5; key \"client-ip\"; }; } | `key`",
                "key \"a\" { hash \"H\" | keys.kdl:1:"
            })
    void aFileThatIsWrongIsRefusedWithThePlaceAndWithoutTheKey(String text, String problem) {
        assertThatThrownBy(() -> KeyFile.parse("keys.kdl", text.replace("H", hash(ALICE)) + "\n"))
                .isInstanceOf(KeyFileException.class)
                .hasMessageContaining(problem)
                .hasMessageStartingWith("keys.kdl:1:")
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining(hash(ALICE));
    }

    @Test
    void aChangedFileIsInForceOnceItIsAtRest() throws Exception {
        Path file = Files.writeString(folder.resolve("keys.kdl"), key("alice", ALICE));
        KeyFile keys = KeyFile.open(file);
        keys.look();
        keys.look();
        assertThat(keys.ring().find(ALICE, NOW)).isNotNull();

        Files.writeString(file, key("alice", ALICE) + key("bob", BOB));
        keys.look();
        assertThat(keys.ring().find(BOB, NOW)).as("it might still be written").isNull();
        keys.look();
        assertThat(keys.ring().find(BOB, NOW)).isNotNull();
    }

    @Test
    void aBrokenFileLeavesTheKeysThatWereAndIsToldOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("keys.kdl"), key("alice", ALICE));
        KeyFile keys = KeyFile.open(file);

        Files.writeString(file, "key \"alice\" {");
        for (int i = 0; i < 5; i++) {
            keys.look();
        }
        assertThat(keys.ring().find(ALICE, NOW)).isNotNull();
        assertThat(keys.failures()).isEqualTo(1);

        Files.delete(file);
        for (int i = 0; i < 5; i++) {
            keys.look();
        }
        assertThat(keys.ring().find(ALICE, NOW))
                .as("a file that is gone locks nobody out")
                .isNotNull();
        assertThat(keys.failures()).isEqualTo(2);

        Files.writeString(file, key("bob", BOB));
        keys.reload();
        assertThat(keys.ring().find(ALICE, NOW)).isNull();
        assertThat(keys.ring().find(BOB, NOW)).isNotNull();
    }

    @Test
    void aFileThatIsNotThereOrNotTextIsRefused() throws Exception {
        assertThatThrownBy(() -> KeyFile.open(folder.resolve("none"))).hasMessageContaining("there is no such file");
        Path file = Files.write(folder.resolve("keys.kdl"), new byte[] {(byte) 0xc3, 0x28});
        assertThatThrownBy(() -> KeyFile.open(file)).hasMessageContaining("not UTF-8");
    }

    static String key(String id, String key) {
        return "key \"" + id + "\" { hash \"" + hash(key) + "\"; }\n";
    }

    static String hash(String key) {
        byte[] octets = key.getBytes(StandardCharsets.US_ASCII);
        return KeyHash.of(octets, 0, octets.length).written();
    }

    private static KeyRing.Answer answer(KeyRing ring, String key, Instant now) {
        byte[] octets = ("__" + key + "__").getBytes(StandardCharsets.US_ASCII);
        return ring.ask(octets, 2, octets.length - 2, now);
    }
}
