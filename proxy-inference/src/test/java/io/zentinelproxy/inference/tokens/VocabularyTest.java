package io.zentinelproxy.inference.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VocabularyTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4o",
                "gpt-4o-mini-2024-07-18",
                "chatgpt-4o-latest",
                "gpt-4.1",
                "gpt-4.1-nano",
                "gpt-4.5-preview",
                "gpt-5",
                "gpt-5-mini",
                "gpt-5.1",
                "gpt-oss-120b",
                "o1",
                "o1-preview",
                "o3-mini",
                "o4-mini",
                "ft:gpt-4o-2024-08-06:acme::abc"
            })
    void newerModelsSpeakO200k(String model) {
        assertThat(Vocabulary.ofModel(model)).hasValue(Vocabulary.O200K_BASE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gpt-4",
                "gpt-4-turbo",
                "gpt-4-0613",
                "gpt-3.5-turbo-0125",
                "gpt-35-turbo",
                "text-embedding-3-small",
                "text-embedding-ada-002",
                "davinci-002",
                "ft:gpt-3.5-turbo:acme"
            })
    void olderModelsAndEmbeddingsSpeakCl100k(String model) {
        assertThat(Vocabulary.ofModel(model)).hasValue(Vocabulary.CL100K_BASE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "claude-sonnet-4-5", "gemini-2.5-pro", "llama-3", "o1x", "gpt-40", "gpt-4.7", "GPT-4", "gpt"
            })
    void whatIsNotKnownIsNotGuessed(String model) {
        assertThat(Vocabulary.ofModel(model)).isEmpty();
    }
}
