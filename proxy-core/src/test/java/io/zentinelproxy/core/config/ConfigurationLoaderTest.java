package io.zentinelproxy.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationLoaderTest {
    private static final Path ROOT = Path.of(System.getProperty("zentinel.root", ".."));

    @TempDir
    Path folder;

    @Test
    void theFileThatIsShippedLoads() throws ConfigurationException {
        Configuration shipped = ConfigurationLoader.load(ROOT.resolve("etc/zentinel.kdl"));
        assertThat(shipped.listeners())
                .singleElement()
                .satisfies(listener -> assertThat(listener.address()).hasToString("/127.0.0.1:8080"));
        assertThat(shipped.upstreams())
                .singleElement()
                .satisfies(upstream -> assertThat(upstream.targets())
                        .containsExactly(new UpstreamSettings.Target(new OriginAddress.Tcp("127.0.0.1", 8081), 1, 0)));
        assertThat(shipped.observability().accessLog().enabled()).isTrue();
        assertThat(shipped.observability().metrics().address()).hasToString("/127.0.0.1:9090");
    }

    @Test
    void aMissingFileIsNamed() {
        Path missing = folder.resolve("none.kdl");
        assertThatThrownBy(() -> ConfigurationLoader.load(missing))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(missing + ":1:1: there is no such file");
    }

    @Test
    void aFolderIsNoConfiguration() {
        assertThatThrownBy(() -> ConfigurationLoader.load(folder))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void anOctetThatIsNotUtf8IsRefusedAtItsPlaceInsteadOfReplaced() throws IOException {
        Path file = folder.resolve("latin1.kdl");
        Files.write(file, "// ok\nlisteners {\n  // caf\u00e9\n}\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ConfigurationLoader.load(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(file + ":3:9: what follows here is not UTF-8");
    }

    @Test
    void aSequenceCutShortAtTheEndIsRefused() throws IOException {
        Path file = folder.resolve("cut.kdl");
        Files.write(file, new byte[] {'/', '/', (byte) 0xC3});
        assertThatThrownBy(() -> ConfigurationLoader.load(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void aFileBeyondTheLimitIsRefused() throws IOException {
        Path file = folder.resolve("huge.kdl");
        try (RandomAccessFile huge = new RandomAccessFile(file.toFile(), "rw")) {
            huge.setLength(Includes.MAX_OCTETS + 1L);
        }
        assertThatThrownBy(() -> ConfigurationLoader.load(file))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("larger than " + Includes.MAX_OCTETS);
    }

    @Test
    void problemsBeyondTheLimitAreCounted() {
        String text = "x\n".repeat(Problems.MAX_KEPT + 6);
        ConfigurationException refused =
                catchThrowableOfType(ConfigurationException.class, () -> ConfigurationLoader.parse("many.kdl", text));
        assertThat(refused.problems()).hasSize(Problems.MAX_KEPT);
        // The seventh is the listener that is missing.
        assertThat(refused).message().endsWith("... and 7 more");
    }

    @Test
    void problemsAreInTheOrderOfTheFile() {
        ConfigurationException refused = catchThrowableOfType(
                ConfigurationException.class,
                () -> ConfigurationLoader.parse(
                        "a.kdl", "routes {\n route \"r\" {\n  upstream \"u\"\n }\n}\nfoo\nlimits {\n x\n}\n"));
        assertThat(refused.problems().stream().map(p -> p.position().line())).isEqualTo(List.of(1, 3, 6, 8));
    }

    /** No limit of time is asserted, since a busy machine is not a defect; the aim is under 2 s. */
    @Test
    void tenMegabytesOfConfigurationLoad() throws IOException {
        Path file = folder.resolve("large.kdl");
        String text = LargeConfiguration.ofAtLeast(10 << 20);
        Files.writeString(file, text);
        long start = System.nanoTime();
        Configuration large = assertLoads(file);
        long millis = (System.nanoTime() - start) / 1_000_000;
        System.out.printf(
                "%d octets of configuration with %d routes loaded in %d ms%n",
                text.length(), large.routes().size(), millis);
        assertThat(large.routes()).hasSameSizeAs(large.upstreams()).hasSizeGreaterThan(10_000);
    }

    private static Configuration assertLoads(Path file) {
        try {
            return ConfigurationLoader.load(file);
        } catch (ConfigurationException e) {
            throw new AssertionError(e);
        }
    }
}
