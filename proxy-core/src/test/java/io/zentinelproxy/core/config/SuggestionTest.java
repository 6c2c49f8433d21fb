package io.zentinelproxy.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {
    private static final List<String> KEYS = List.of("address", "protocol", "worker-threads", "max-body-size", "tls");

    @ParameterizedTest
    @CsvSource({
        "adress, address",
        "adderss, address",
        "Address, address",
        "max_body_size, max-body-size",
        "workers, worker-threads",
        "tsl, tls",
    })
    void aSlipIsRecognized(String word, String meant) {
        assertThat(Suggestion.nearest(word, KEYS)).isEqualTo(meant);
    }

    @ParameterizedTest
    @CsvSource({"completely-different", "xyz", "ab"})
    void whatIsFarFromAllGetsNoSuggestion(String word) {
        assertThat(Suggestion.nearest(word, KEYS)).isNull();
    }

    @Test
    void aWordOfMegabytesIsNotCompared() {
        assertThat(Suggestion.nearest("address".repeat(1 << 20), KEYS)).isNull();
    }
}
