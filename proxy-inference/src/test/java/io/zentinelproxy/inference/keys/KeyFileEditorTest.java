package io.zentinelproxy.inference.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.zentinelproxy.inference.ledger.Limit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileEditorTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    @TempDir
    Path folder;

    private Path file;
    private KeyFileEditor editor;

    @BeforeEach
    void inAFolder() {
        file = folder.resolve("keys.kdl");
        editor = new KeyFileEditor(file, new SecureRandom());
    }

    @Test
    void aNewKeyIsInTheFileAsItsHashAloneAndTheFileIsItsOwnersAlone() throws Exception {
        Files.writeString(file, "// Ours.\nteam \"search\"");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        String key = editor.create(
                new NewKey(
                        "alice",
                        "Alice \"A\" \\ \u202e",
                        "search",
                        List.of("gpt-4o*", "o3"),
                        NOW.plusSeconds(60),
                        Map.of("tokens-per-minute", "1000"),
                        Map.of("limit-cost", "2.5"),
                        "monthly"),
                NOW);

        String text = Files.readString(file);
        VirtualKey alice = KeyFile.open(file).ring().find(key, NOW);
        assertThat(text)
                .startsWith("// Ours.\nteam \"search\"\nkey \"alice\" {\n")
                .doesNotContain(key, key.substring(8));
        assertThat(alice).isNotNull();
        assertThat(alice.name()).isEqualTo("Alice \"A\" \\ \u202e");
        assertThat(alice.prefix()).isEqualTo(key.substring(0, 7));
        assertThat(alice.created()).isEqualTo(NOW);
        assertThat(alice.expires()).isEqualTo(NOW.plusSeconds(60));
        assertThat(alice.teamId()).isEqualTo("search");
        assertThat(alice.limits())
                .extracting(Limit::id, Limit::most)
                .containsExactly(
                        tuple("key:alice/tokens-per-minute", 1000L),
                        tuple("key:alice/budget-monthly-cost", 2_500_000L));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("keys.kdl", "keys.kdl.lock");
        }
    }

    @Test
    void aFileThatWasNotThereIsItsOwnersAloneAndOneThatWasKeepsItsRights() throws Exception {
        editor.create(plain("a"), NOW);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        editor.create(plain("b"), NOW);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    @Test
    void aLinkStaysALink() throws Exception {
        Path real = Files.writeString(folder.resolve("real.kdl"), "");
        Files.createSymbolicLink(file, real);
        editor.create(plain("a"), NOW);

        assertThat(file).isSymbolicLink();
        assertThat(KeyFile.open(real).ring().ofId("a")).isNotNull();
    }

    @Test
    void aRevokedKeyIsNotFoundAndAllElseStaysAsItWasWritten() throws Exception {
        String before = "/* a */ team \"t\"\n" + KeyFileTest.key("a", "zk-a")
                + """
                key "b" name="B" hash="%s" // a remark
                key c {
                  // another
                    hash %s
                }
                """.formatted(KeyFileTest.hash("zk-b"), KeyFileTest.hash("zk-c"));
        Files.writeString(file, before);

        for (String id : List.of("a", "b", "c")) {
            assertThat(editor.revoke(id, NOW)).isTrue();
            assertThat(editor.revoke(id, NOW.plusSeconds(1))).as("again").isFalse();
        }

        KeyRing ring = KeyFile.open(file).ring();
        for (String id : List.of("a", "b", "c")) {
            assertThat(ring.ofId(id).revoked()).isEqualTo(NOW);
            assertThat(ring.find("zk-" + id, NOW)).isNull();
            assertThat(ring.find("zk-" + id, NOW.minusSeconds(1))).isNotNull();
        }
        assertThat(Files.readString(file)
                        .replace("revoked \"2026-11-29T12:00:00Z\"; ", "")
                        .replace("revoked=\"2026-11-29T12:00:00Z\" ", "")
                        .replace("revoked \"2026-11-29T12:00:00Z\"\n    ", ""))
                .isEqualTo(before);
    }

    @Test
    void aRotatedKeyHasTheSameIdAndTheOldOneWorksForAWhile() throws Exception {
        String first = editor.create(plain("a"), NOW);
        String second = editor.rotate("a", Duration.ofHours(24), NOW);
        String third = editor.rotate("a", Duration.ZERO, NOW.plusSeconds(10));

        KeyRing ring = KeyFile.open(file).ring();
        assertThat(ring.find(third, NOW)).isEqualTo(ring.ofId("a"));
        assertThat(ring.find(first, NOW.plusSeconds(86_399))).isEqualTo(ring.ofId("a"));
        assertThat(ring.find(first, NOW.plusSeconds(86_400))).isNull();
        assertThat(ring.find(second, NOW)).as("without a grace it is gone").isNull();
        assertThat(ring.ofId("a").prefix()).isEqualTo(third.substring(0, 7));
    }

    @Test
    void keysThatWereRotatedAwayLongAgoAreForgotten() throws Exception {
        editor.create(plain("a"), NOW);
        editor.rotate("a", Duration.ofHours(1), NOW);
        editor.rotate("a", Duration.ofHours(1), NOW.plus(Duration.ofDays(30)));
        assertThat(Files.readString(file)).containsOnlyOnce("2026-11-29T13:00:00Z");

        editor.rotate("a", Duration.ofHours(1), NOW.plus(Duration.ofDays(31)));
        assertThat(Files.readString(file)).doesNotContain("2026-11-29T13:00:00Z");
        assertThat(KeyFile.open(file).ring().keys()).hasSize(1);
    }

    @Test
    void whatCannotBeDoneLeavesTheFileAsItIs() throws Exception {
        Files.writeString(
                file,
                KeyFileTest.key("a", "zk-a") + "key \"old\" { hash \"" + KeyFileTest.hash("o")
                        + "\"; expires \"2026-01-01\"; }\n");
        String before = Files.readString(file);

        assertThatThrownBy(() -> editor.create(plain("a"), NOW)).hasMessageContaining("already");
        assertThatThrownBy(() ->
                        editor.create(new NewKey("b", "", "nobody", List.of(), null, Map.of(), Map.of(), "daily"), NOW))
                .hasMessageContaining("no team");
        assertThatThrownBy(() -> editor.create(
                        new NewKey("b", "", null, List.of("a b"), null, Map.of(), Map.of(), "daily"), NOW))
                .hasMessageContaining("neither blanks");
        assertThatThrownBy(() -> editor.create(
                        new NewKey("b", "", null, List.of(), null, Map.of(), Map.of("limit", "1"), "weekly"), NOW))
                .hasMessageContaining("no such period");
        assertThatThrownBy(() -> editor.revoke("nobody", NOW)).hasMessageContaining("no key of this id");
        assertThatThrownBy(() -> editor.rotate("old", Duration.ZERO, NOW)).hasMessageContaining("has ended");
        assertThatThrownBy(() -> new NewKey("b", "", null, List.of(), null, Map.of("a", "1; }"), Map.of(), ""))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Files.readString(file)).isEqualTo(before);

        Files.writeString(file, "broken {");
        assertThatThrownBy(() -> editor.create(plain("z"), NOW)).isInstanceOf(KeyFileException.class);
        assertThat(Files.readString(file)).isEqualTo("broken {");
    }

    @Test
    void manyWhoMakeKeysAtOnceLoseNone() throws Exception {
        List<Callable<String>> makers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String id = "key-" + i;
            makers.add(() -> new KeyFileEditor(file, new SecureRandom()).create(plain(id), NOW));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<String>> made = threads.invokeAll(makers);

            KeyRing ring = KeyFile.open(file).ring();
            assertThat(ring.keys()).hasSize(40);
            for (int i = 0; i < 40; i++) {
                assertThat(ring.find(made.get(i).get(), NOW)).isEqualTo(ring.ofId("key-" + i));
            }
        }
    }

    private static NewKey plain(String id) {
        return new NewKey(id, "", null, List.of(), null, Map.of(), Map.of(), "daily");
    }
}
