package io.zentinelproxy.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The manual says what the reader does. With {@code -Dzentinel.docs.write=true} the file is written anew. */
class ConfigurationManualTest {
    private static final Path FILE = Path.of(System.getProperty("zentinel.root", ".."), "docs/configuration.md");

    @Test
    void theManualIsWhatTheDeclarationsSay() throws IOException {
        String manual = ConfigurationManual.render();
        if (Boolean.getBoolean("zentinel.docs.write")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, manual);
        }
        assertThat(FILE).content().isEqualTo(manual);
    }
}
