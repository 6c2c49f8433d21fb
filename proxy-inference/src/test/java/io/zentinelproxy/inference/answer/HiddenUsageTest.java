package io.zentinelproxy.inference.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.Usage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A usage that only the proxy asked for: the client's stream is what it would have been without. */
class HiddenUsageTest {
    private static final String USAGE =
            "{\"prompt_tokens\":9,\"completion_tokens\":7,\"total_tokens\":16,\"completion_tokens_details\":{\"reasoning_tokens\":2}}";
    private static final String DELTA =
            "{\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"世 \\\"usage\\\":null\"}}]";
    private static final Usage TOLD = new Usage(9, 0, 0, 7, 2);

    private final Written written = new Written();

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void theChunkWithTheUsageAndAllNullsAreGoneAndNothingElse(String line) throws Exception {
        String blank = line + line;
        String comment = ": keep-alive" + blank;
        String first = "id: 1" + line + "data: " + DELTA;
        String end = "data: [DONE]" + blank;
        String stream =
                comment + first + ",\"usage\":null}" + blank + "data: " + DELTA + " , \"usage\" : null }" + blank
                        + "data: {\"usage\":null,\"choices\":[]}" + blank
                        + "event: x" + line + "data: {\"choices\":[],\"usage\":" + USAGE + "}" + blank + end;
        String wanted = comment + first + "}" + blank + "data: " + DELTA + "  }" + blank + "data: {\"choices\":[]}"
                + blank + end;

        byte[] octets = stream.getBytes(UTF_8);
        assertHidden(Pieces.whole(octets), wanted);
        assertHidden(Pieces.octetByOctet(octets), wanted);
        var random = new Random(5);
        for (int i = 0; i < 300; i++) {
            assertHidden(Pieces.atRandom(octets, random), wanted);
        }
    }

    private void assertHidden(Pieces pieces, String wanted) throws Exception {
        var meter = new AnswerMeter(Api.CHAT_COMPLETIONS, true, true, written);
        BodySource hidden = meter.wrap(pieces);

        assertThat(meter.changesLength()).isTrue();
        assertThat(hidden.remaining()).isEqualTo(-1);
        assertThat(new String(Pieces.drain(hidden), UTF_8)).isEqualTo(wanted);
        assertThat(hidden.pull(ByteBuffer.allocate(9))).isEqualTo(-1);
        assertThat(hidden.remaining()).isZero();
        AnswerFacts facts = meter.facts();
        assertThat(facts.usage()).isEqualTo(TOLD);
        assertThat(facts.usageComplete()).isTrue();
        assertThat(facts.unhidden()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"choices\":[{\"delta\":{}}],\"usage\":U}|{\"choices\":[{\"delta\":{}}]}",
                "{\"usage\":U,\"choices\":[{\"delta\":{}}]}|{\"choices\":[{\"delta\":{}}]}",
                "{\"a\":1,\"usage\":U,\"choices\":[{\"usage\":null}]}|{\"a\":1,\"choices\":[{\"usage\":null}]}",
                "{\"usage\":null}|{}",
                "{\"us\\u0061ge\":null,\"a\":1}|{\"a\":1}",
                "{\"choices\":[{\"delta\":{\"content\":\"a\"}}]|{\"choices\":[{\"delta\":{\"content\":\"a\"}}]",
                "nonsense|nonsense"
            })
    void aUsageBesideAChoiceIsCutOutByItsSpan(String inAndOut) throws Exception {
        String[] both = inAndOut.replace("U", USAGE).split("\\|");
        assertThat(through("data: " + both[0] + "\n\n")).isEqualTo("data: " + both[1] + "\n\n");
    }

    @Test
    void aStreamWithoutItsLastBlankLineKeepsNoUsageEither() throws Exception {
        assertThat(through("data: {\"choices\":[],\"usage\":" + USAGE + "}")).isEmpty();
        assertThat(through("data: [DONE]")).isEqualTo("data: [DONE]");
        assertThat(through("data: {\"choi")).isEqualTo("data: {\"choi");
    }

    /** Each event is there as soon as it is complete, and the one behind it does not wait with it. */
    @Test
    void whatIsCompleteGoesOnAtOnce() throws Exception {
        String event = "data: " + DELTA + ",\"usage\":null}\r\n\r\n";
        String half = "data: {\"cho";
        var pieces = new Pieces(
                List.of(
                        (event + half).getBytes(UTF_8),
                        "ices\":[]}\r".getBytes(UTF_8),
                        "\n\r".getBytes(UTF_8),
                        "\n".getBytes(UTF_8)),
                false);
        BodySource hidden = new AnswerMeter(Api.CHAT_COMPLETIONS, true, true, written).wrap(pieces);

        assertThat(pull(hidden)).isEqualTo("data: " + DELTA + "}\r\n\r\n");
        assertThat(hidden.hasBuffered()).isFalse();
        assertThat(hidden.isFinished()).isFalse();
        assertThat(pull(hidden)).isEqualTo("data: {\"choices\":[]}\r\n\r");
        assertThat(pull(hidden)).isEqualTo("\n");
        assertThat(hidden.isFinished()).isTrue();
    }

    @Test
    void aSmallBufferIsFilledAgainAndAgain() throws Exception {
        BodySource hidden = new AnswerMeter(Api.CHAT_COMPLETIONS, true, true, written)
                .wrap(Pieces.whole(("data: " + DELTA + "}\n\n").getBytes(UTF_8)));

        assertThat(hidden.pull(ByteBuffer.allocate(5))).isEqualTo(5);
        assertThat(hidden.hasBuffered()).isTrue();
        assertThat(hidden.isFinished()).isFalse();
    }

    @Test
    void anEventTooLongToBeHeldGoesByAndIsTold() throws Exception {
        String long1 = "data: {\"choices\":[],\"x\":\"" + "a".repeat(AnswerMeter.MAX_HELD_OCTETS) + "\",\"usage\":"
                + USAGE + "}\n\n";
        String next = "data: {\"choices\":[],\"usage\":null}\n\n";
        var meter = new AnswerMeter(Api.CHAT_COMPLETIONS, true, true, written);

        String passed = new String(Pieces.drain(meter.wrap(Pieces.whole((long1 + next).getBytes(UTF_8)))), UTF_8);
        assertThat(passed).isEqualTo(long1 + "data: {\"choices\":[]}\n\n");
        assertThat(meter.facts().unhidden()).isTrue();
        assertThat(meter.facts().usage()).isEqualTo(TOLD);
    }

    @Test
    void anAnswerThatIsNoStreamIsNotTouched() throws Exception {
        byte[] json = ("{\"choices\":[],\"usage\":" + USAGE + "}").getBytes(UTF_8);
        var meter = new AnswerMeter(Api.CHAT_COMPLETIONS, false, true, written);

        assertThat(meter.changesLength()).isFalse();
        assertThat(Pieces.drain(meter.wrap(Pieces.whole(json)))).isEqualTo(json);
    }

    private String through(String stream) throws Exception {
        var meter = new AnswerMeter(Api.CHAT_COMPLETIONS, true, true, written);
        return new String(Pieces.drain(meter.wrap(Pieces.octetByOctet(stream.getBytes(UTF_8)))), UTF_8);
    }

    private static String pull(BodySource source) throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        source.pull(buffer);
        return UTF_8.decode(buffer.flip()).toString();
    }
}
