package io.zentinelproxy.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.inference.keys.KeyFile;
import io.zentinelproxy.inference.keys.KeyRing;
import io.zentinelproxy.inference.keys.VirtualKey;
import io.zentinelproxy.inference.ledger.Limit;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Virtual keys by the command line, as a proxy then reads them. */
class KeyCommandTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void inAFolder() throws Exception {
        file = Files.writeString(folder.resolve("keys.kdl"), "team \"search\"\n");
    }

    @Test
    void aNewKeyIsAllThatIsPrintedAndWorks() throws Exception {
        assertThat(run(
                        "create",
                        "--id",
                        "alice",
                        "--team",
                        "search",
                        "--name",
                        "Alice's laptop",
                        "--models",
                        "gpt-4o*, o3",
                        "--expires",
                        "90d",
                        "--tokens-per-minute",
                        "20000",
                        "--requests-per-minute",
                        "60",
                        "--budget-cost",
                        "25.00",
                        "--budget-tokens",
                        "1000000",
                        "--budget-period",
                        "daily"))
                .isEqualTo(ExitCode.FINE);

        assertThat(said(out)).matches("zk-[A-Za-z0-9_-]{43}[A-Za-z0-9]{6}\n");
        VirtualKey alice = ring().find(said(out).strip(), Instant.now());
        assertThat(alice).isNotNull();
        assertThat(alice.teamId()).isEqualTo("search");
        assertThat(alice.name()).isEqualTo("Alice's laptop");
        assertThat(alice.allows("gpt-4o-mini")).isTrue();
        assertThat(alice.allows("gpt-4")).isFalse();
        assertThat(alice.expires())
                .isBetween(
                        Instant.now().plus(Duration.ofDays(89)), Instant.now().plus(Duration.ofDays(91)));
        assertThat(alice.limits())
                .extracting(Limit::id)
                .containsExactlyInAnyOrder(
                        "key:alice/tokens-per-minute",
                        "key:alice/requests-per-minute",
                        "key:alice/budget-daily-tokens",
                        "key:alice/budget-daily-cost");
    }

    @Test
    void aRotatedKeyWorksBesideTheOldOneUntilItsGraceIsOver() throws Exception {
        run("create", "--id", "alice");
        String old = said(out).strip();
        out.reset();
        assertThat(run("rotate", "--id", "alice", "--grace", "24h", "--json")).isEqualTo(ExitCode.FINE);
        JsonObject shown = (JsonObject) Json.parse(out.toByteArray());
        String next = ((JsonString) shown.get("key")).value();

        KeyRing ring = ring();
        assertThat(ring.find(next, Instant.now())).isSameAs(ring.ofId("alice"));
        assertThat(ring.find(old, Instant.now())).isSameAs(ring.ofId("alice"));
        assertThat(ring.find(old, Instant.now().plus(Duration.ofHours(25)))).isNull();
    }

    @Test
    void aRevokedKeyDoesNotWorkAndIsListedAsThat() throws Exception {
        run("create", "--id", "alice", "--name", "A\u202e");
        String key = said(out).strip();
        assertThat(run("revoke", "--id", "alice")).isEqualTo(ExitCode.FINE);
        assertThat(run("revoke", "--id", "alice")).isEqualTo(ExitCode.FINE);
        assertThat(said(err)).isEqualTo("alice: revoked\nalice: was revoked before\n");
        assertThat(ring().find(key, Instant.now())).isNull();

        out.reset();
        assertThat(run("list")).isEqualTo(ExitCode.FINE);
        assertThat(said(out))
                .startsWith("ID ")
                .containsPattern("(?m)^alice +- +revoked +2[0-9-]{9}T.* " + key.substring(0, 7) + "\\.\\.\\. ")
                .doesNotContain(key.substring(0, 8), "\u202e");
        out.reset();
        assertThat(run("list", "--json")).isEqualTo(ExitCode.FINE);
        JsonArray all = (JsonArray) Json.parse(out.toByteArray());
        assertThat(((JsonObject) all.elements().getFirst()).get("state")).isEqualTo(new JsonString("revoked"));
        assertThat(said(out)).doesNotContain(key.substring(0, 8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "create --file F | WRONG_USAGE | --id lacks its value",
                "create --file F --id a --id b | WRONG_USAGE | --id was given twice",
                "create --file F --id zk-abc | WRONG_USAGE | not usable as an id",
                "create --file F --id a --tokens-per-minute many | WRONG_USAGE | tokens-per-minute needs a number",
                "create --file F --id a --expires 2020-01-01 | WRONG_USAGE | is over",
                "create --file F --id a --expires soon | WRONG_USAGE | --expires needs a day",
                "create --file F --id a --budget-period daily | WRONG_USAGE | says nothing without",
                "create --file F --id a --team nobody | CONFIGURATION_REFUSED | no team of this id",
                "create --file F --id a --models ,o3 | CONFIGURATION_REFUSED | a pattern has from 1",
                "create --file /does/not/exist/keys.kdl --id a | CANNOT_START | could not be changed",
                "revoke --file F --id nobody | CONFIGURATION_REFUSED | no key of this id",
                "rotate --file F --id nobody | CONFIGURATION_REFUSED | no key of this id",
                "rotate --file F --id a --grace long | WRONG_USAGE | a duration is written such as",
                "list --file /does/not/exist | CONFIGURATION_REFUSED | there is no such file",
                "list | WRONG_USAGE | --file lacks its value",
                "make --file F | WRONG_USAGE | does not take \"make\"",
                "'' | WRONG_USAGE | what is to be done with keys was not said"
            })
    void whatCannotBeDoneIsSaidAndNothingIsPrinted(String line, String code, String problem) throws Exception {
        String before = Files.readString(file);
        List<String> words = new ArrayList<>(List.of("key"));
        words.addAll(List.of(line.replace("F", file.toString()).split(" ")));
        words.remove("");

        assertThat(new Main(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)).run(words))
                .isEqualTo(ExitCode.valueOf(code));
        assertThat(said(err)).startsWith("zentinel: ").contains(problem);
        assertThat(said(out)).isEmpty();
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    private KeyRing ring() throws Exception {
        return KeyFile.open(file).ring();
    }

    private ExitCode run(String action, String... more) {
        List<String> words = new ArrayList<>(List.of("key", action, "--file", file.toString()));
        words.addAll(List.of(more));
        return new Main(new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8)).run(words);
    }

    private static String said(ByteArrayOutputStream stream) {
        return stream.toString(UTF_8);
    }
}
