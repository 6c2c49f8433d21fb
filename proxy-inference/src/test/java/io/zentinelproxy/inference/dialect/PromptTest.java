package io.zentinelproxy.inference.dialect;

import static io.zentinelproxy.inference.dialect.Requests.parse;
import static io.zentinelproxy.inference.dialect.Requests.prompt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.PromptPart.Image;
import io.zentinelproxy.inference.model.PromptPart.Message;
import io.zentinelproxy.inference.model.PromptPart.Name;
import io.zentinelproxy.inference.model.PromptPart.Opaque;
import io.zentinelproxy.inference.model.PromptPart.Text;
import io.zentinelproxy.inference.model.PromptPart.Tokens;
import io.zentinelproxy.inference.model.PromptPart.Tool;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model reads of a request, for each API. */
class PromptTest {

    @Test
    void chat() throws BadRequestException {
        assertThat(prompt(Api.CHAT_COMPLETIONS, """
                        {"model":"gpt-4o","messages":[
                          {"role":"system","content":"Be brief."},
                          {"content":"Hi \\u263a","name":"ann","role":"user"},
                          {"role":"user","content":[{"type":"text","text":"What is it?"},
                            {"type":"image_url","image_url":{"url":"https://a.example/cat.png","detail":"low"}},
                            {"type":"input_audio","input_audio":{"data":"AAAAAAAA","format":"wav"}},
                            {"type":"file","file":{"file_id":"file-1","filename":"a.pdf"}}]},
                          {"role":"assistant","content":null,"refusal":"I will not.","tool_calls":[{"id":"c1","type":"function",
                            "function":{"name":"weather","arguments":"{\\"city\\":\\"Rome\\"}"}}]},
                          {"role":"tool","tool_call_id":"c1","content":"rain"}],
                         "tools":[{"type":"function", "function":{"name":"weather"}}],
                         "functions":[{"name":"old"}],
                         "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{}}},
                         "metadata":{"content":"not read"}}"""))
                .containsExactly(
                        new Message("system"),
                        new Text("Be brief."),
                        new Message("user"),
                        new Text("Hi ☺"),
                        new Name("ann"),
                        new Message("user"),
                        new Text("What is it?"),
                        new Image(0, 0, true),
                        new Opaque(6),
                        new Opaque(0),
                        new Message("assistant"),
                        new Text("I will not."),
                        new Text("weather"),
                        new Text("{\"city\":\"Rome\"}"),
                        new Message("tool"),
                        new Text("rain"),
                        new Tool("{\"type\":\"function\", \"function\":{\"name\":\"weather\"}}"),
                        new Tool("{\"name\":\"old\"}"),
                        new Tool("{\"name\":\"n\",\"schema\":{}}"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Api.class,
            names = {"MESSAGES", "COUNT_TOKENS"})
    void anthropic(Api api) throws BadRequestException {
        assertThat(prompt(api, """
                        {"model":"claude-sonnet-4-5","max_tokens":9,
                         "system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],
                         "messages":[{"role":"user","content":"Hi"},
                          {"role":"assistant","content":[{"type":"thinking","thinking":"Hm.","signature":"c2ln"},
                            {"type":"redacted_thinking","data":"AAAA"},
                            {"type":"tool_use","id":"t1","name":"weather","input":{"city": "Rome"}}]},
                          {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":[{"type":"text","text":"rain"}]},
                            {"type":"tool_result","tool_use_id":"t2","content":"sun"},
                            {"source":{"url":"https://a.example/cat","type":"url"},"type":"image"},
                            {"type":"document","title":"T","source":{"data":"plain \\"text\\"","media_type":"text/plain","type":"text"}},
                            {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0x"}},
                            {"type":"document","source":{"type":"content","content":[{"type":"text","text":"chunk"}]}}]}],
                         "tools":[{"name":"weather","input_schema":{"type":"object"}}]}"""))
                .containsExactly(
                        new Message("system"),
                        new Text("Be brief."),
                        new Message("user"),
                        new Text("Hi"),
                        new Message("assistant"),
                        new Text("Hm."),
                        new Opaque(3),
                        new Text("weather"),
                        new Text("{\"city\": \"Rome\"}"),
                        new Message("user"),
                        new Text("rain"),
                        new Text("sun"),
                        new Image(0, 0, false),
                        new Text("T"),
                        new Text("plain \"text\""),
                        new Opaque(6),
                        new Text("chunk"),
                        new Tool("{\"name\":\"weather\",\"input_schema\":{\"type\":\"object\"}}"));
    }

    @Test
    void aSystemPromptOfAnthropicMayBeAString() throws BadRequestException {
        assertThat(prompt(Api.MESSAGES, "{\"model\":\"m\",\"system\":\"S\"}"))
                .containsExactly(new Message("system"), new Text("S"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"output_config\":{\"effort\":\"low\",\"format\":", "\"output_format\":"})
    void aSchemaOfAnthropicIsCounted(String member) throws BadRequestException {
        String end = member.contains("config") ? "}}" : "}";

        assertThat(prompt(
                        Api.MESSAGES,
                        "{\"model\":\"m\"," + member + "{\"type\":\"json_schema\",\"schema\":{\"a\":1}}" + end))
                .containsExactly(new Tool("{\"a\":1}"));
    }

    @Test
    void responses() throws BadRequestException {
        assertThat(prompt(Api.RESPONSES, """
                        {"model":"gpt-5","instructions":"Be brief.","previous_response_id":"r1",
                         "input":[{"role":"user","content":[{"type":"input_text","text":"Hi"},
                             {"type":"input_image","detail":"low","image_url":"https://a.example/cat"},
                             {"type":"input_file","file_data":"data:application/pdf;base64,JVBERi0x"}]},
                           {"type":"function_call","call_id":"c","name":"weather","arguments":"{}"},
                           {"type":"function_call_output","call_id":"c","output":"rain"},
                           {"type":"reasoning","summary":[{"type":"summary_text","text":"So."}],"encrypted_content":"AAAA"}],
                         "tools":[{"type":"web_search"}],
                         "text":{"verbosity":"low","format":{"type":"json_schema","name":"n","schema":{"type":"object"}}}}"""))
                .containsExactly(
                        new Message("system"),
                        new Text("Be brief."),
                        new Opaque(0),
                        new Message("user"),
                        new Text("Hi"),
                        new Image(0, 0, true),
                        new Opaque(6),
                        new Message(""),
                        new Text("weather"),
                        new Text("{}"),
                        new Message(""),
                        new Text("rain"),
                        new Message(""),
                        new Text("So."),
                        new Opaque(3),
                        new Tool("{\"type\":\"web_search\"}"),
                        new Tool("{\"type\":\"object\"}"));
        assertThat(prompt(Api.RESPONSES, "{\"model\":\"m\",\"input\":\"Hi\"}"))
                .containsExactly(new Message("user"), new Text("Hi"));
    }

    @Test
    void everyPromptOfCompletionsHasItsAnswers() throws BadRequestException {
        ModelRequest request =
                parse(Api.COMPLETIONS, "{\"model\":\"m\",\"n\":2,\"prompt\":[\"a\",\"b\",[1,2,3]],\"suffix\":\"z\"}");

        assertThat(request.prompt()).containsExactly(new Text("a"), new Text("b"), new Tokens(3), new Text("z"));
        assertThat(request.choices()).isEqualTo(6);
        assertThat(parse(Api.COMPLETIONS, "{\"model\":\"m\",\"n\":2,\"best_of\":5,\"prompt\":[4,5]}"))
                .extracting(ModelRequest::choices, ModelRequest::prompt)
                .containsExactly(5, List.of(new Tokens(2)));
    }

    @Test
    void embeddings() throws BadRequestException {
        assertThat(prompt(Api.EMBEDDINGS, "{\"model\":\"m\",\"input\":\"a\"}")).containsExactly(new Text("a"));
        assertThat(prompt(Api.EMBEDDINGS, "{\"model\":\"m\",\"input\":[\"a\",\"\",\"b\"]}"))
                .containsExactly(new Text("a"), new Text("b"));
        assertThat(prompt(Api.EMBEDDINGS, "{\"model\":\"m\",\"input\":[[1,2],[3]]}"))
                .containsExactly(new Tokens(2), new Tokens(1));
        assertThat(parse(Api.EMBEDDINGS, "{\"model\":\"m\",\"input\":[\"a\",\"b\"]}")
                        .choices())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "{}", "[true]", "[[\"a\"]]", "[{}]", "[null]"})
    void whatIsNeitherTextNorTokensIsRefused(String input) {
        var refused = catchThrowableOfType(
                BadRequestException.class, () -> parse(Api.EMBEDDINGS, "{\"model\":\"m\",\"input\":" + input + "}"));

        assertThat(refused.param()).isEqualTo("input");
    }

    @Test
    void anythingElseIsSearchedForText() throws BadRequestException {
        assertThat(prompt(Api.GENERIC, """
                        {"model":"gemini-2.5-flash","systemInstruction":{"parts":[{"text":"Be brief."}]},
                         "contents":[{"role":"user","parts":[{"text":"Hi"},{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]}]}"""))
                .containsExactly(new Text("Be brief."), new Message("user"), new Text("Hi"), new Image(0, 0, false));
        assertThat(prompt(
                        Api.GENERIC,
                        "{\"model\":\"m\",\"query\":\"q\",\"question\":\"r\",\"text\":[\"a\",{\"text\":\"b\"}]}"))
                .containsExactly(new Text("q"), new Text("r"), new Text("a"), new Text("b"));
        assertThat(prompt(
                        Api.GENERIC,
                        "{\"model\":\"m\",\"prompt\":\"p\",\"messages\":[{\"role\":\"user\",\"content\":\"c\"}]}"))
                .containsExactly(new Text("p"), new Message("user"), new Text("c"));
    }

    @Test
    void aTextUnderAWrongTypeIsCountedAllTheSame() throws BadRequestException {
        assertThat(
                        prompt(
                                Api.CHAT_COMPLETIONS,
                                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"text\":\"a\",\"text\":\"b\"}]}]}"))
                .containsExactly(new Message("user"), new Text("a"), new Text("b"));
    }
}
