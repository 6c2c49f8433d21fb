package io.zentinelproxy.inference.dialect;

import static io.zentinelproxy.inference.dialect.Requests.octets;
import static io.zentinelproxy.inference.dialect.Requests.parse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonException;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.inference.model.Api;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What two parsers may read differently is refused, and so is what costs too much to read. */
class HostileRequestTest {
    private static final String REQUEST = """
            {"model":"m","stream":true,"max_tokens":5,"n":1,"stream_options":{"include_usage":true},"system":"s","input":"i",
             "messages":[{"role":"user","content":[{"type":"text","text":"é\\n"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}},
             {"type":"document","source":{"type":"text","data":"d"}}],"tool_calls":[{"function":{"name":"n","arguments":"{}"}}]}],
             "prompt":["a",[1,2]],"tools":[{"name":"t"}],"text":{"format":{"schema":{}}},"contents":[{"parts":[{"text":"x"}]}]}""";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model", "stream", "max_tokens", "max_completion_tokens", "max_output_tokens", "n", "messages", "input",
                "prompt", "system", "tools", "stream_options", "instructions", "best_of", "suffix", "functions"
            })
    void aMemberThatDecidesComesOnceInWhicheverSpelling(String name) {
        String first = "\\u%04x".formatted((int) name.charAt(0)) + name.substring(1);
        String other = name.substring(0, name.length() - 1) + Character.toUpperCase(name.charAt(name.length() - 1));
        for (String second : new String[] {name, first, other}) {
            for (String values : new String[] {"null,null", "null,1", "\"m\",null"}) {
                String[] value = values.split(",");
                String json = "{\"model\":\"m\",\"" + name + "\":" + value[0] + ",\"" + second + "\":" + value[1] + "}";
                assertThat(refusal(Api.CHAT_COMPLETIONS, json).status())
                        .as(json)
                        .isEqualTo(400);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Model", "MODEL", "mod\\u0045l", "\\u017ftream", "max_to\\u212aens", "Messages"})
    void aNameThatSomeTakeForAnotherIsRefused(String name) {
        assertThat(refusal(Api.CHAT_COMPLETIONS, "{\"model\":\"m\",\"" + name + "\":null}")
                        .param())
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"include_usage", "include_us\\u0061ge", "Include_usage"})
    void theWishForUsageComesOnce(String second) {
        String json = "{\"model\":\"m\",\"stream_options\":{\"include_usage\":null,\"" + second + "\":true}}";

        assertThat(refusal(Api.CHAT_COMPLETIONS, json).param()).isEqualTo("stream_options.include_usage");
    }

    @Test
    void membersElsewhereMayBeCalledTheSame() throws BadRequestException {
        assertThat(parse(Api.CHAT_COMPLETIONS, "{\"metadata\":{\"model\":1,\"model\":2,\"Model\":3},\"model\":\"m\"}")
                        .model())
                .isEqualTo("m");
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void cutAnywhereItIsRefused(Api api) {
        byte[] whole = octets(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"é\\n\"}]}],"
                        + "\"input\":[{\"content\":\"a\"}]}");
        for (int length = 0; length < whole.length; length++) {
            byte[] octets = whole;
            int cut = length;
            assertThat(catchThrowableOfType(
                            BadRequestException.class,
                            () -> RequestParser.parse(api, octets, cut, RequestLimits.DEFAULT)))
                    .isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"m\"",
                "5",
                "{\"model\":\"m\"}{}",
                "{\"model\":\"m\"} x",
                "{\"model\":\"m\",}",
                "{\"model\":\"m\"/**/}",
                "{\"model\":'m'}",
                "{model:\"m\"}",
                "{\"model\":\"m\",\"n\":01}",
                "{\"model\":\"m\",\"x\":NaN}",
                "{\"model\":\"m\",\"x\":-Infinity}",
                "\ufeff{\"model\":\"m\"}",
                "{\"model\":\"m\",\"x\":\"\\ud800\"}",
                "{\"model\":\"m\",\"x\":\"\\q\"}",
                "{\"model\":\"m\",\"x\":\"\t\"}"
            })
    void brokenJsonIsABadRequest(String json) {
        assertThat(refusal(Api.CHAT_COMPLETIONS, json).status()).isEqualTo(400);
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void depthIsBounded(Api api) {
        for (String open : new String[] {"[", "{\"content\":", "[{\"content\":", "[{\"source\":{\"content\":"}) {
            for (String name : new String[] {"messages", "input", "prompt", "tools", "x", "system"}) {
                String json = "{\"model\":\"m\",\"" + name + "\":" + open.repeat(10_000);
                assertThat(refusal(api, json).status()).isEqualTo(400);
            }
        }
    }

    @Test
    void theDeepestThatMayBeSetIsStillRead() throws BadRequestException {
        var deepest = new RequestLimits(1 << 20, 512, 1 << 20, 200_000);
        byte[] octets = octets("{\"model\":\"m\",\"input\":" + "[".repeat(511) + "]".repeat(511) + "}");

        assertThat(RequestParser.parse(Api.GENERIC, octets, octets.length, deepest)
                        .prompt())
                .isEmpty();
    }

    @Test
    void whatIsTooLargeIsToldSo() {
        var limits = new RequestLimits(2_000, 8, 100, 50);
        assertThat(refusal(limits, "{\"model\":\"m\",\"x\":\"" + "a".repeat(101) + "\"}")
                        .status())
                .isEqualTo(413);
        assertThat(refusal(limits, "{\"model\":\"m\",\"x\":[" + "1,".repeat(50) + "1]}")
                        .status())
                .isEqualTo(413);
        assertThat(refusal(limits, " ".repeat(2_001)).status()).isEqualTo(413);
        assertThat(refusal(limits, "{\"model\":\"m\",\"x\":" + "[".repeat(9)).status())
                .isEqualTo(400);
    }

    @Test
    void manyMembersAreBounded() {
        var members = new StringBuilder("{\"model\":\"m\"");
        for (int i = 0; i < 250_000; i++) {
            members.append(",\"").append(i).append("\":0");
        }

        assertThat(refusal(Api.GENERIC, members.append('}').toString()).status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @EnumSource(Api.class)
    void mutationsAreReadOrRefusedAndNothingElse(Api api) {
        var random = new Random(4711 + api.ordinal());
        byte[] request = octets(REQUEST);
        int taken = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] mutated = mutated(request, random);
            try {
                ModelRequest read = RequestParser.parse(api, mutated, mutated.length, RequestLimits.DEFAULT);
                taken++;
                agrees(read, mutated);
            } catch (BadRequestException refused) {
                assertThat(refused.status()).isEqualTo(400);
            }
        }
        assertThat(taken).isPositive();
    }

    /** What is read is what the strict parser reads, before and after a patch, which leaves the rest alone. */
    private static void agrees(ModelRequest read, byte[] octets) throws BadRequestException {
        assertThat(member(octets, "model")).isEqualTo(read.model());
        RequestPatch patch = new RequestPatch(read, octets, octets.length)
                .model("other")
                .includeUsage()
                .maxTokens(3);
        byte[] patched = patch.octets();
        ModelRequest again = RequestParser.parse(read.api(), patched, patched.length, RequestLimits.DEFAULT);
        assertThat(again.model()).isEqualTo("other");
        assertThat(again.includesUsage()).isTrue();
        assertThat(again.prompt()).isEqualTo(read.prompt());
        if (MaxTokens.name(read.api(), "other") != null) {
            assertThat(again.maxTokens()).isBetween(1L, 3L);
        }
    }

    private static String member(byte[] octets, String name) {
        try {
            return Json.parse(octets) instanceof JsonObject object && object.get(name) instanceof JsonString text
                    ? text.value()
                    : "";
        } catch (JsonException duplicateBelow) {
            return "m";
        }
    }

    private static byte[] mutated(byte[] request, Random random) {
        String interesting = "{}[]\",:\\u0e1.-tn";
        byte[] mutated = request.clone();
        for (int j = random.nextInt(3); j >= 0; j--) {
            int at = random.nextInt(mutated.length);
            int to = Math.min(mutated.length, at + 1 + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> mutated[at] = (byte) random.nextInt(256);
                case 1 -> mutated[at] = (byte) interesting.charAt(random.nextInt(interesting.length()));
                case 2 -> mutated = spliced(mutated, at, mutated, to);
                default -> mutated = spliced(mutated, to, mutated, at);
            }
        }
        return mutated;
    }

    private static byte[] spliced(byte[] head, int to, byte[] tail, int from) {
        byte[] spliced = Arrays.copyOf(head, to + tail.length - from);
        System.arraycopy(tail, from, spliced, to, tail.length - from);
        return spliced;
    }

    private static BadRequestException refusal(Api api, String json) {
        return refusal(api, RequestLimits.DEFAULT, json);
    }

    private static BadRequestException refusal(RequestLimits limits, String json) {
        return refusal(Api.GENERIC, limits, json);
    }

    private static BadRequestException refusal(Api api, RequestLimits limits, String json) {
        byte[] octets = json.getBytes(StandardCharsets.UTF_8);
        var refused = catchThrowableOfType(
                BadRequestException.class, () -> RequestParser.parse(api, octets, octets.length, limits));
        assertThat(refused)
                .as(json.length() > 200 ? json.substring(0, 200) : json)
                .isNotNull();
        return refused;
    }
}
