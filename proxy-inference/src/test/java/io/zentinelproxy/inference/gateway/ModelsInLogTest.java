package io.zentinelproxy.inference.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.TestOrigin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the access log tells of a request to a model. */
class ModelsInLogTest {
    @TempDir
    Path folder;

    private String line(String observability) throws IOException {
        Path log = folder.resolve("access.log");
        Piece piece = Piece.observability("metrics { enabled #false; }\n" + observability.formatted(log));
        try (TestOrigin origin = Answers.chat(1000, 100, 400);
                ModelProxy proxy = ModelProxy.inFrontOf(
                        origin.address(),
                        "provider \"openai\"; cost-attribution {}; model-routing { alias \"a\" to=\"b\"; }",
                        piece)) {
            proxy.ask("a");
            await().until(() -> Files.exists(log) && Files.readString(log).endsWith("\n"));
        }
        return Files.readString(log);
    }

    @Test
    void aLineTellsWhatWasAskedAndUsedAndWhatItCost() throws IOException {
        assertThat(line("access-log { format \"json\"; file \"%s\"; }"))
                .contains(
                        "\"provider\":\"openai\"",
                        "\"model\":\"a\"",
                        "\"upstream_model\":\"b\"",
                        "\"input_tokens\":1000",
                        "\"cached_tokens\":400",
                        "\"output_tokens\":100",
                        "\"cost_micros\":1200",
                        "\"usage_source\":\"provider\"",
                        "\"answer_end\":\"stop\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "access-log { format \"json\"; file \"%s\"; fields { model #false; }; }",
                "logging { access-log { format \"json\"; file \"%s\"; fields { model #false; }; }; }"
            })
    void nothingOfThatIsToldWhereItIsSwitchedOff(String log) throws IOException {
        assertThat(line(log)).contains("\"status\":200").doesNotContain("model", "tokens", "cost_micros");
    }
}
