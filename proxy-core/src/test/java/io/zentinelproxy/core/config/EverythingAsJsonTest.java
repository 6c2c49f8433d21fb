package io.zentinelproxy.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.config.kdl.KdlDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * The file with every key, as JSON: {@link GoldenConfigurationTest} holds that it comes to the same settings. With
 * {@code -Dzentinel.golden.write=true} it is written anew.
 */
class EverythingAsJsonTest {
    private static final Path KDL = Path.of("src/test/resources/golden/config/everything.kdl");
    private static final Path JSON = Path.of("src/test/resources/golden/config/everything.json");

    @Test
    void theFileInJsonSaysWhatTheFileInKdlSays() throws Exception {
        String kdl = Files.readString(KDL);
        String json = KdlAsJson.of(KdlDocument.parse("everything.kdl", kdl).nodes());
        if (Boolean.getBoolean("zentinel.golden.write")) {
            Files.writeString(JSON, json);
        }
        assertThat(JSON).content().isEqualTo(json);
        assertThat(RecordDump.of(ConfigurationLoader.load(JSON)))
                .isEqualTo(RecordDump.of(ConfigurationLoader.parse("everything.kdl", kdl)));
    }
}
