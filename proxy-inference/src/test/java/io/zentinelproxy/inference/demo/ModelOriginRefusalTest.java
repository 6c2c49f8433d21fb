package io.zentinelproxy.inference.demo;

import static io.zentinelproxy.inference.demo.ModelClient.at;
import static io.zentinelproxy.inference.demo.ModelClient.json;
import static io.zentinelproxy.inference.demo.ModelClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonValue;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors in each dialect's own shape. */
class ModelOriginRefusalTest {

    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static ModelOrigin origin;
    private static ModelClient client;

    @BeforeAll
    static void start() throws IOException {
        origin = ModelOrigin.start(ModelClient.ANY_PORT, Duration.ZERO);
        client = new ModelClient(origin.address());
    }

    @AfterAll
    static void stop() {
        origin.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "messages | {\"model\":\"m\"}",
                "messages | {\"model\":\"m\",\"messages\":[]}",
                "messages | {\"model\":\"m\",\"messages\":\"hi\"}",
                "messages[0] | {\"model\":\"m\",\"messages\":[1]}",
                "messages[0].role | {\"model\":\"m\",\"messages\":[{\"content\":\"hi\"}]}",
                "messages[0].role | {\"model\":\"m\",\"messages\":[{\"role\":\"king\",\"content\":\"hi\"}]}",
                "messages[0].content | {\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}",
                "messages[0].content | {\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":7}]}",
                "messages[0].content[0].type | {\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}",
                "model | {" + HI + "}",
                "model | {\"model\":null," + HI + "}",
                "model | {\"model\":7," + HI + "}",
                "model | {\"model\":\"\"," + HI + "}",
                "max_tokens | {\"model\":\"m\",\"max_tokens\":0," + HI + "}",
                "max_tokens | {\"model\":\"m\",\"max_tokens\":1.5," + HI + "}",
                "max_tokens | {\"model\":\"m\",\"max_tokens\":\"9\"," + HI + "}",
                "max_tokens | {\"model\":\"m\",\"max_tokens\":9,\"max_completion_tokens\":9," + HI + "}",
                "stream | {\"model\":\"m\",\"stream\":\"yes\"," + HI + "}",
                "stream_options | {\"model\":\"m\",\"stream_options\":{\"include_usage\":true}," + HI + "}",
                "n | {\"model\":\"m\",\"n\":2," + HI + "}",
                "tools[0].function | {\"model\":\"m\",\"tools\":[{}]," + HI + "}",
                "response_format | {\"model\":\"m\",\"response_format\":{\"type\":\"json_object\"}," + HI + "}",
            })
    void openAiNamesTheMemberAtFault(String param, String body) throws Exception {
        HttpResponse<String> response = client.post(CHAT, body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("x-request-id")).isPresent();
        assertThat(text(json(response.body()), "error.type")).isEqualTo("invalid_request_error");
        assertThat(text(json(response.body()), "error.param")).isEqualTo(param);
        assertThat(text(json(response.body()), "error.message")).contains(param);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"model\":\"m\"," + HI + "}",
                "{\"max_tokens\":9," + HI + "}",
                "{\"model\":\"m\",\"max_tokens\":9}",
                "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"system\",\"content\":\"hi\"}]}",
                "{\"model\":\"m\",\"max_tokens\":9,\"system\":7," + HI + "}",
                "{\"model\":\"m\",\"max_tokens\":9,\"tools\":[{}]," + HI + "}",
                "{\"model\":\"m\",\"max_tokens\":9,\"thinking\":{\"type\":\"enabled\"}," + HI + "}",
            })
    void anthropicRefusesInItsOwnShape(String body) throws Exception {
        HttpResponse<String> response = client.post(MESSAGES, body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertAnthropic(response, "invalid_request_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "nonsense", "{\"model\":\"a\",\"model\":\"b\"}"})
    void whatIsNoJsonObjectIsRefusedInBothShapes(String body) throws Exception {
        HttpResponse<String> openAi = client.post(CHAT, body);
        HttpResponse<String> anthropic = client.post(MESSAGES, body);

        assertThat(openAi.statusCode()).isEqualTo(400);
        assertThat(text(json(openAi.body()), "error.type")).isEqualTo("invalid_request_error");
        assertThat(anthropic.statusCode()).isEqualTo(400);
        assertAnthropic(anthropic, "invalid_request_error");
    }

    @Test
    void chatCompletionsSpeakOpenAiWhateverTheFieldsSay() throws Exception {
        HttpResponse<String> response = client.send(
                client.request(CHAT).header("anthropic-version", "2023-06-01").POST(BodyPublishers.ofString("{}")));

        assertThat(text(json(response.body()), "error.param")).isEqualTo("model");
    }

    @Test
    void anArrayTenThousandDeepIsRefused() throws Exception {
        String deep = "{\"model\":\"m\",\"messages\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}";

        assertThat(client.post(CHAT, deep).statusCode()).isEqualTo(400);
    }

    @Test
    void aBodyOverTheLimitIsTooLarge() throws Exception {
        String large = "\"" + "a".repeat(RequestContent.MAX_OCTETS) + "\"";

        HttpResponse<String> openAi = client.post(CHAT, large);
        assertThat(openAi.statusCode()).isEqualTo(413);
        assertThat(text(json(openAi.body()), "error.code")).isEqualTo("request_too_large");
        HttpResponse<String> anthropic = client.post(MESSAGES, large);
        assertThat(anthropic.statusCode()).isEqualTo(413);
        assertAnthropic(anthropic, "request_too_large");
    }

    @Test
    void anotherMethodIsNotAllowed() throws Exception {
        HttpResponse<String> openAi = client.send(client.request(CHAT).GET());
        assertThat(openAi.statusCode()).isEqualTo(405);
        assertThat(openAi.headers().firstValue("Allow")).hasValue("POST");
        assertThat(text(json(openAi.body()), "error.code")).isEqualTo("method_not_supported");
        assertThat(client.post("/v1/models", "{}").headers().firstValue("Allow"))
                .hasValue("GET, HEAD");

        HttpResponse<String> anthropic =
                client.send(client.request(MESSAGES).method("PUT", BodyPublishers.ofString("{}")));
        assertThat(anthropic.statusCode()).isEqualTo(405);
        assertAnthropic(anthropic, "invalid_request_error");
    }

    @Test
    void anUnknownPathIsNotFoundInTheDialectOfWhoAsks() throws Exception {
        HttpResponse<String> openAi = client.post("/v1/nowhere", "{}");
        assertThat(openAi.statusCode()).isEqualTo(404);
        JsonValue error = json(openAi.body());
        assertThat(text(error, "error.message")).isEqualTo("Invalid URL (POST /v1/nowhere)");
        assertThat(at(error, "error.param")).isEqualTo(JsonNull.NULL);

        assertAnthropic(client.post("/v1/messages/batches", "{}"), "not_found_error");
        HttpResponse<String> byField =
                client.send(client.request("/v1/nowhere").header("anthropic-version", "2023-06-01"));
        assertThat(byField.statusCode()).isEqualTo(404);
        assertAnthropic(byField, "not_found_error");
    }

    private static void assertAnthropic(HttpResponse<String> response, String type) throws Exception {
        JsonValue error = json(response.body());
        assertThat(text(error, "type")).isEqualTo("error");
        assertThat(text(error, "error.type")).isEqualTo(type);
        assertThat(text(error, "error.message")).isNotEmpty();
        assertThat(response.headers().firstValue("request-id")).hasValue(text(error, "request_id"));
    }
}
