package io.zentinelproxy.launcher.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.ConfigurationManual;
import io.zentinelproxy.launcher.Modules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The manual says what the reader does. With {@code -Dzentinel.docs.write=true} the file is written anew. */
class ConfigurationManualTest {
    private static final Path FILE = Finished.ROOT.resolve("docs/configuration.md");

    @Test
    void theManualIsWhatTheDeclarationsSay() throws IOException {
        String manual = ConfigurationManual.render(Modules.BLOCKS);
        if (Boolean.getBoolean("zentinel.docs.write")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, manual);
        }
        assertThat(FILE).content().isEqualTo(manual);
    }
}
