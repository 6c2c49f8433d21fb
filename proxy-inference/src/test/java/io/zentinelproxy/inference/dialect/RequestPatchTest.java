package io.zentinelproxy.inference.dialect;

import static io.zentinelproxy.inference.dialect.Requests.octets;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.inference.model.Api;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is changed is changed, and nothing else. */
class RequestPatchTest {
    private static final String CHAT =
            " {\"é\":1e2 ,\"model\" : \"gp\\u0074\", \"messages\":[ {\"content\":\"🚀\\/\"}]}\n";

    @Test
    void withoutAChangeTheVeryArrayGoesOn() throws BadRequestException {
        byte[] octets = octets("{\"model\":\"m\",\"max_tokens\":5,\"stream_options\":{\"include_usage\":true}}  ");
        ModelRequest request =
                RequestParser.parse(Api.CHAT_COMPLETIONS, octets, octets.length - 1, RequestLimits.DEFAULT);

        var patch = new RequestPatch(request, octets, octets.length - 1)
                .model("m")
                .includeUsage()
                .maxTokens(5);

        assertThat(patch.changes()).isFalse();
        assertThat(patch.octets()).isSameAs(octets);
        assertThat(patch.length()).isEqualTo(octets.length - 1);
    }

    @Test
    void aModelIsRenamedInItsPlace() throws BadRequestException {
        assertThat(patched(Api.CHAT_COMPLETIONS, CHAT, patch -> patch.model("a\"\\\nö")))
                .isEqualTo(CHAT.replace("\"gp\\u0074\"", "\"a\\\"\\\\\\nö\""));
    }

    @Test
    void aModelThatThePathNamedIsPutIn() throws BadRequestException {
        byte[] octets = octets("{}");
        ModelRequest request =
                RequestParser.parse(Api.CHAT_COMPLETIONS, octets, octets.length, RequestLimits.DEFAULT, "a");

        assertThat(new RequestPatch(request, octets, 2).model("b").octets()).isEqualTo(octets("{\"model\":\"b\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"model\":\"m\"}|{\"stream_options\":{\"include_usage\":true},\"model\":\"m\"}",
                "{\"model\":\"m\",\"stream_options\": null }|{\"model\":\"m\",\"stream_options\": {\"include_usage\":true} }",
                "{\"stream_options\":{ },\"model\":\"m\"}|{\"stream_options\":{\"include_usage\":true },\"model\":\"m\"}",
                "{\"stream_options\":{\"x\":[1]},\"model\":\"m\"}|{\"stream_options\":{\"include_usage\":true,\"x\":[1]},\"model\":\"m\"}",
                "{\"stream_options\":{\"include_usage\":false},\"model\":\"m\"}|{\"stream_options\":{\"include_usage\":true},\"model\":\"m\"}",
                "{\"stream_options\":{\"include_usage\": null},\"model\":\"m\"}|{\"stream_options\":{\"include_usage\": true},\"model\":\"m\"}"
            })
    void theUsageIsAskedForBesideTheClientsOptions(String json, String patched) throws BadRequestException {
        assertThat(patched(Api.CHAT_COMPLETIONS, json, RequestPatch::includeUsage))
                .isEqualTo(patched);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHAT_COMPLETIONS|{\"model\":\"m\",\"max_completion_tokens\": 900}|{\"model\":\"m\",\"max_completion_tokens\": 50}",
                "CHAT_COMPLETIONS|{\"model\":\"m\",\"max_tokens\":51}|{\"model\":\"m\",\"max_tokens\":50}",
                "CHAT_COMPLETIONS|{\"model\":\"m\",\"max_tokens\":49}|{\"model\":\"m\",\"max_tokens\":49}",
                "CHAT_COMPLETIONS|{\"model\":\"m\",\"max_tokens\":null}|{\"model\":\"m\",\"max_tokens\":50}",
                "CHAT_COMPLETIONS|{\"model\":\"o3\",\"max_tokens\":null}|{\"max_completion_tokens\":50,\"model\":\"o3\",\"max_tokens\":null}",
                "CHAT_COMPLETIONS|{\"model\":\"m\"}|{\"max_tokens\":50,\"model\":\"m\"}",
                "CHAT_COMPLETIONS|{\"model\":\"gpt-5-mini\"}|{\"max_completion_tokens\":50,\"model\":\"gpt-5-mini\"}",
                "CHAT_COMPLETIONS|{\"model\":\"openai/o4-mini\"}|{\"max_completion_tokens\":50,\"model\":\"openai/o4-mini\"}",
                "CHAT_COMPLETIONS|{\"model\":\"ft:o3\"}|{\"max_completion_tokens\":50,\"model\":\"ft:o3\"}",
                "COMPLETIONS|{\"model\":\"m\"}|{\"max_tokens\":50,\"model\":\"m\"}",
                "MESSAGES|{\"model\":\"m\"}|{\"max_tokens\":50,\"model\":\"m\"}",
                "RESPONSES|{\"model\":\"m\"}|{\"max_output_tokens\":50,\"model\":\"m\"}",
                "EMBEDDINGS|{\"model\":\"m\"}|{\"model\":\"m\"}",
                "COUNT_TOKENS|{\"model\":\"m\",\"max_tokens\":900}|{\"model\":\"m\",\"max_tokens\":900}"
            })
    void theLimitIsLoweredOrPutInUnderTheNameThatFits(Api api, String json, String patched) throws BadRequestException {
        assertThat(patched(api, json, patch -> patch.maxTokens(50))).isEqualTo(patched);
    }

    @Test
    void allAtOnceAndAllElseStaysAsItWas() throws BadRequestException {
        String patched = patched(
                Api.CHAT_COMPLETIONS,
                CHAT,
                patch -> patch.model("gpt-5").includeUsage().maxTokens(9));

        assertThat(patched)
                .isEqualTo(" {\"stream_options\":{\"include_usage\":true},\"max_completion_tokens\":9,\"é\":1e2 ,"
                        + "\"model\" : \"gpt-5\", \"messages\":[ {\"content\":\"🚀\\/\"}]}\n");
        ModelRequest again = Requests.parse(Api.CHAT_COMPLETIONS, patched);
        assertThat(again.model()).isEqualTo("gpt-5");
        assertThat(again.maxTokens()).isEqualTo(9);
        assertThat(again.includesUsage()).isTrue();
    }

    private static String patched(Api api, String json, UnaryOperator<RequestPatch> change) throws BadRequestException {
        byte[] octets = octets(json);
        ModelRequest request = RequestParser.parse(api, octets, octets.length, RequestLimits.DEFAULT);
        RequestPatch patch = change.apply(new RequestPatch(request, octets, octets.length));
        byte[] patched = patch.octets();
        assertThat(patched).hasSize(patch.length());
        return new String(patched, StandardCharsets.UTF_8);
    }
}
