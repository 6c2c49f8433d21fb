package io.zentinelproxy.inference.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.Usage;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that mean no good, or are broken: they go on as they are, and cost little. */
class HostileAnswerTest {
    private static final int MANY = 2_000_000;

    private final Written written = new Written();

    @ParameterizedTest
    @EnumSource(Api.class)
    void anyOctetsGoOnAsTheyAre(Api api) throws Exception {
        var random = new Random(3);
        String[] words = {
            "data: ",
            "event: ",
            "error",
            "\n",
            "\r",
            "\n\n",
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"usage\"",
            "null",
            "\"",
            "\\",
            "\\u",
            "\\ud83d",
            "7",
            "-",
            "1e9",
            "\"choices\"",
            "\"delta\"",
            "\"content\"",
            "\"message\"",
            "é",
            "\u0000",
            "[DONE]",
            " "
        };
        for (int i = 0; i < 3000; i++) {
            var text = new StringBuilder();
            for (int w = random.nextInt(60); w > 0; w--) {
                text.append(words[random.nextInt(words.length)]);
            }
            byte[] octets = text.toString().getBytes(UTF_8);
            var meter = new AnswerMeter(api, i % 2 == 0, false, written);
            assertThat(Pieces.drain(meter.wrap(Pieces.atRandom(octets, random))))
                    .isEqualTo(octets);
            var hiding = new AnswerMeter(api, true, true, written);
            byte[] whole = Pieces.drain(hiding.wrap(Pieces.whole(octets)));
            var again = new AnswerMeter(api, true, true, written);
            assertThat(Pieces.drain(again.wrap(Pieces.atRandom(octets, random))))
                    .isEqualTo(whole);
            assertThat(hiding.facts().usage()).isEqualTo(again.facts().usage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "{\"usage\":", "{\"choices\":[", "{\"content\":[{\"input\":{\"a\":"})
    void anAnswerOfAnyDepthIsReadInOneRoom(String opening) throws Exception {
        byte[] octets = opening.repeat(MANY / opening.length()).getBytes(UTF_8);
        var meter = new AnswerMeter(Api.CHAT_COMPLETIONS, false, false, written);

        assertThat(Pieces.drain(meter.wrap(Pieces.whole(octets)))).hasSize(octets.length);
        assertThat(meter.facts().usage()).isNull();
    }

    @Test
    void whatIsBehindALongAnswerIsRead() throws Exception {
        String start = "{\"choices\":[{\"message\":{\"content\":\"";
        String end = "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}";
        var meter = new AnswerMeter(Api.CHAT_COMPLETIONS, false, false, written);
        Pieces.drain(meter.wrap(new Pieces(
                List.of(start.getBytes(UTF_8), "é\\n".repeat(MANY).getBytes(UTF_8), end.getBytes(UTF_8)), false)));

        assertThat(meter.facts().usage()).isEqualTo(new Usage(3, 0, 0, 4, 0));
        assertThat(written.all()).isEmpty();
    }

    /** What is kept is counted, and the rest estimated by it. */
    @Test
    void aLongAnswerWithoutUsageIsEstimatedInProportion() throws Exception {
        int length = 3 * AnswerText.MAX_KEPT_OCTETS;
        var meter = new AnswerMeter(Api.CHAT_COMPLETIONS, false, false, written);
        Pieces.drain(meter.wrap(Pieces.whole(
                ("{\"choices\":[{\"message\":{\"content\":\"" + "a".repeat(length) + "\"}}]}").getBytes(UTF_8))));

        assertThat(meter.facts().text()).isEqualTo(length);
        assertThat(meter.facts().textExact()).isFalse();
        assertThat(written.all()).hasSizeLessThanOrEqualTo(AnswerText.MAX_KEPT_OCTETS);
    }

    /** A line of any length is read, since nothing of it is kept. */
    @Test
    void aLongLineOfAStreamIsReadToItsEnd() throws Exception {
        String line = "data: {\"choices\":[{\"delta\":{\"content\":\"" + "世\\u4e16".repeat(MANY / 10)
                + "\"}}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n\n";
        var meter = new AnswerMeter(Api.CHAT_COMPLETIONS, true, false, written);
        Pieces.drain(meter.wrap(Pieces.atRandom(line.getBytes(UTF_8), new Random(1))));

        assertThat(meter.facts().usage()).isEqualTo(new Usage(3, 0, 0, 4, 0));
        assertThat(written.all()).isEqualTo("世".repeat(2 * (MANY / 10)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-5", "1e3", "99999999999999999999999", "1000000000001", "\"7\"", "null", "[7]", "true"})
    void aNumberThatIsNoCountIsNotTold(String number) throws Fault {
        var meter = new AnswerMeter(Api.CHAT_COMPLETIONS, false, false, written);
        BodySource answer = meter.wrap(Pieces.whole(
                ("{\"usage\":{\"prompt_tokens\":" + number + ",\"completion_tokens\":2.0}}").getBytes(UTF_8)));
        Pieces.drain(answer);

        assertThat(meter.facts().usage()).isEqualTo(new Usage(0, 0, 0, 2, 0));
        assertThat(meter.facts().usageComplete()).isFalse();
    }

    @Test
    void aPartIsNeverMoreThanItsWhole() throws Fault {
        var meter = new AnswerMeter(Api.CHAT_COMPLETIONS, false, false, written);
        Pieces.drain(meter.wrap(Pieces.whole(
                "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"prompt_tokens_details\":{\"cached_tokens\":9},\"completion_tokens_details\":{\"reasoning_tokens\":9}}}"
                        .getBytes(UTF_8))));

        assertThat(meter.facts().usage()).isEqualTo(new Usage(5, 5, 0, 2, 2));
    }
}
