package io.zentinelproxy.inference.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.inference.model.Api;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApisTest {

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions,CHAT_COMPLETIONS",
        "/openai/v1/chat/completions,CHAT_COMPLETIONS",
        "/openai/deployments/gpt-4o/chat/completions,CHAT_COMPLETIONS",
        "/v1/completions,COMPLETIONS",
        "/completions,COMPLETIONS",
        "/v1/responses,RESPONSES",
        "/v1/embeddings,EMBEDDINGS",
        "/v1/messages,MESSAGES",
        "/v1/messages/count_tokens,COUNT_TOKENS"
    })
    void thePathsEndTellsTheApi(String path, Api api) {
        assertThat(Apis.of(path, "POST")).isEqualTo(api);
        assertThat(Apis.of(path, "GET")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/v1/models", "/v1/chat/completions/", "/v1/chat/completions/c-1", "/v1/xcompletions", ""})
    void anyOtherPathIsNone(String path) {
        assertThat(Apis.of(path, "POST")).isNull();
    }

    @Test
    void azuresPathsNameTheModel() {
        assertThat(Apis.model("/openai/deployments/my%20gpt+4/chat/completions"))
                .isEqualTo("my gpt+4");
        assertThat(Apis.model("/x/openai/deployments/a/embeddings")).isEqualTo("a");
        assertThat(Apis.model("/openai/deployments//embeddings")).isNull();
        assertThat(Apis.model("/openai/deployments/a")).isNull();
        assertThat(Apis.model("/v1/chat/completions")).isNull();
    }
}
