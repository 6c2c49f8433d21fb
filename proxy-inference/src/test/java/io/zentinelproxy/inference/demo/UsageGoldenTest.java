package io.zentinelproxy.inference.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.JsonException;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Usage as written down once; the first vector is OpenAI's own, whose numbers its API confirmed. */
class UsageGoldenTest {

    private static final String COOKBOOK = """
            [{"role":"system","content":"You are a helpful, pattern-following assistant that translates corporate jargon into plain English."},
             {"role":"system","name":"example_user","content":"New synergies will help drive top-line growth."},
             {"role":"system","name":"example_assistant","content":"Things working well together will increase revenue."},
             {"role":"system","name":"example_user","content":"Let's circle back when we have more bandwidth to touch base on opportunities for increased leverage."},
             {"role":"system","name":"example_assistant","content":"Let's talk later when we're less busy about how to do better."},
             {"role":"user","content":"This late pivot means we don't have time to boil the ocean for the client deliverable."}]""";

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
    @CsvSource({"gpt-4-0613,129", "gpt-3.5-turbo-0125,129", "gpt-4o-mini,124", "gpt-4.1,124"})
    void theCookbooksConversationCountsAsItsApiDid(String model, int promptTokens) throws Exception {
        assertThat(prompt(model, COOKBOOK)).isEqualTo(promptTokens);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gpt-4o | [{\"role\":\"user\",\"content\":\"\"}] | 7",
                "gpt-4o | [{\"role\":\"user\",\"content\":\"Hello, world!\"}] | 11",
                "gpt-4o | [{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hello, \"},{\"type\":\"text\",\"text\":\"world!\"}]}] | 11",
                "gpt-4o | [{\"role\":\"system\",\"content\":\"Hello, world!\"},{\"role\":\"user\",\"content\":\"\"}] | 15",
            })
    void promptsCostTheirTextTheirRolesAndTheOverhead(String model, String messages, int tokens) throws Exception {
        assertThat(prompt(model, messages)).isEqualTo(tokens);
    }

    @Test
    void aLongAnswerIsCountedToTheLastToken() throws Exception {
        var answer = client.ask(
                "/v1/chat/completions",
                "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Please count to 1000\"}]}");

        // Each of 1 to 999 is a token, then a comma, then a space; 1000 is two tokens, and the full stop is one.
        assertThat(ModelClient.text(answer, "choices[0].message.content"))
                .startsWith("1, 2, 3")
                .endsWith(", 1000.");
        assertThat(ModelClient.number(answer, "usage.completion_tokens")).isEqualTo(3000);
        assertThat(ModelClient.number(answer, "usage.total_tokens"))
                .isEqualTo(3000 + ModelClient.number(answer, "usage.prompt_tokens"));
    }

    private static long prompt(String model, String messages) throws IOException, InterruptedException, JsonException {
        var answer = client.ask("/v1/chat/completions", "{\"model\":\"" + model + "\",\"messages\":" + messages + "}");
        return ModelClient.number(answer, "usage.prompt_tokens");
    }
}
