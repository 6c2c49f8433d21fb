package io.zentinelproxy.inference.dialect;

import static io.zentinelproxy.inference.dialect.Requests.at;
import static io.zentinelproxy.inference.dialect.Requests.chat;
import static io.zentinelproxy.inference.dialect.Requests.octets;
import static io.zentinelproxy.inference.dialect.Requests.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.Span;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is to answer, how, and how much: what is said and in which octets. */
class RequestParserTest {

    @Test
    void everyPlaceIsTold() throws BadRequestException {
        String json = """
                { "é" : ["🚀\\n"], "model" :"gpt\\u002d4o", "stream":true,"max_tokens" : 17 ,"n":3,
                  "stream_options": {"include_obfuscation":false, "include_usage" : false }}""";

        ModelRequest request = parse(Api.CHAT_COMPLETIONS, json);

        assertThat(request.model()).isEqualTo("gpt-4o");
        assertThat(at(json, request.modelAt())).isEqualTo("\"gpt\\u002d4o\"");
        assertThat(request.stream()).isTrue();
        assertThat(request.maxTokens()).isEqualTo(17);
        assertThat(at(json, Objects.requireNonNull(request.maxTokensAt()))).isEqualTo("17");
        assertThat(request.choices()).isEqualTo(3);
        assertThat(request.includesUsage()).isFalse();
        assertThat(at(json, Objects.requireNonNull(request.streamOptionsAt())))
                .isEqualTo("{\"include_obfuscation\":false, \"include_usage\" : false }");
        assertThat(at(json, Objects.requireNonNull(request.includeUsageAt()))).isEqualTo("false");
        assertThat(request.openAt()).isEqualTo(1);
    }

    @Test
    void onlyTheOctetsOfTheContentAreRead() throws BadRequestException {
        byte[] octets = octets("{\"model\":\"m\"}}}garbage");

        assertThat(RequestParser.parse(Api.GENERIC, octets, 13, RequestLimits.DEFAULT)
                        .model())
                .isEqualTo("m");
    }

    @Test
    void nullIsAbsent() throws BadRequestException {
        ModelRequest request = parse(
                Api.CHAT_COMPLETIONS,
                "{\"model\":\"m\",\"stream\":null,\"max_tokens\":null,\"max_completion_tokens\":5,\"n\":null,"
                        + "\"stream_options\":null,\"messages\":null,\"tools\":null,\"suffix\":null}");

        assertThat(request.stream()).isFalse();
        assertThat(request.maxTokens()).isEqualTo(5);
        assertThat(request.choices()).isEqualTo(1);
        assertThat(request.streamOptionsAt()).isNull();
        assertThat(request.prompt()).isEmpty();
        assertThat(request.nulls()).extracting(ModelRequest.NullMember::name).contains("max_tokens", "stream_options");
    }

    @Test
    void theModelOfThePathIsTakenWhereTheContentNamesNone() throws BadRequestException {
        byte[] octets = octets(" {\"messages\":[]}");

        ModelRequest request =
                RequestParser.parse(Api.CHAT_COMPLETIONS, octets, octets.length, RequestLimits.DEFAULT, "gpt-4o");

        assertThat(request.model()).isEqualTo("gpt-4o");
        assertThat(request.modelAt()).isEqualTo(new Span(2, 2));
    }

    @Test
    void contentAndPathMustNotNameTwoModels() {
        byte[] octets = octets("{\"model\":\"cheap\"}");

        var refused = catchThrowableOfType(
                BadRequestException.class,
                () -> RequestParser.parse(
                        Api.CHAT_COMPLETIONS, octets, octets.length, RequestLimits.DEFAULT, "expensive"));

        assertThat(refused.param()).isEqualTo("model");
    }

    @ParameterizedTest
    @CsvSource({
        "CHAT_COMPLETIONS,max_tokens,7",
        "CHAT_COMPLETIONS,max_completion_tokens,7",
        "CHAT_COMPLETIONS,max_output_tokens,-1",
        "COMPLETIONS,max_tokens,7",
        "RESPONSES,max_output_tokens,7",
        "RESPONSES,max_tokens,-1",
        "MESSAGES,max_tokens,7",
        "EMBEDDINGS,max_tokens,-1",
        "COUNT_TOKENS,max_tokens,-1",
        "GENERIC,max_output_tokens,7"
    })
    void eachApiHasItsNameForTheLimit(Api api, String name, long limit) throws BadRequestException {
        assertThat(parse(api, "{\"model\":\"m\",\"" + name + "\":7}").maxTokens())
                .isEqualTo(limit);
    }

    @Test
    void twoLimitsAtOnceAreRefused() {
        assertThat(refused("{\"model\":\"m\",\"max_tokens\":1,\"max_completion_tokens\":1}")
                        .param())
                .isEqualTo("max_completion_tokens");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-1", "1e2", "100.0", "2147483648", "99999999999999999999", "\"5\"", "true", "[5]", "{}"})
    void aLimitIsAPlainWholeNumber(String value) {
        assertThat(refused("{\"model\":\"m\",\"max_tokens\":" + value + "}").param())
                .isEqualTo("max_tokens");
        assertThat(refused("{\"model\":\"m\",\"n\":" + value + "}").param()).isEqualTo("n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"model\":null}",
                "{\"model\":\"\"}",
                "{\"model\":5}",
                "{\"model\":[\"m\"]}",
                "{\"model\":{\"name\":\"m\"}}",
                "{\"model\":\"a\\nb\"}",
                "{\"model\":\"a\\u0000\"}",
                "{\"model\":\"a\u007f\"}",
                "{\"model\":\"a\u0085\"}"
            })
    void aModelIsANameThatCanBePrinted(String json) {
        assertThat(refused(json).param()).isEqualTo("model");
    }

    @Test
    void aModelHasAtMost256Characters() throws BadRequestException {
        assertThat(chat("model2", "1").model()).isEqualTo("gpt-4o");
        assertThat(parse(Api.GENERIC, "{\"model\":\"" + "m".repeat(256) + "\"}").model())
                .hasSize(256);
        assertThat(refused("{\"model\":\"" + "m".repeat(257) + "\"}").param()).isEqualTo("model");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stream|\"true\"",
                "stream|1",
                "stream_options|true",
                "stream_options|[]",
                "messages|{}",
                "messages|\"hi\"",
                "tools|{}",
                "functions|5",
                "stream_options.include_usage|{\"include_usage\":1}"
            })
    void wrongTypesAreRefused(String param, String value) {
        String name = param.startsWith("stream_options") ? "stream_options" : param;

        assertThat(refused("{\"model\":\"m\",\"" + name + "\":" + value + "}").param())
                .isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[5]|messages[0]",
                "[{},null]|messages[1]",
                "[{\"role\":5}]|messages[0].role",
                "[{},{\"content\":5}]|messages[1].content",
                "[{\"content\":{}}]|messages[0].content",
                "[{\"name\":[]}]|messages[0].name"
            })
    void wrongMessagesAreRefusedByTheirPlace(String messages, String param) {
        assertThat(refused("{\"model\":\"m\",\"messages\":" + messages + "}").param())
                .isEqualTo(param);
    }

    static BadRequestException refused(String json) {
        var refused = catchThrowableOfType(BadRequestException.class, () -> parse(Api.CHAT_COMPLETIONS, json));
        assertThat(refused).as(json).isNotNull();
        assertThat(refused.status()).isEqualTo(400);
        return refused;
    }
}
