package io.zentinelproxy.inference.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.inference.model.AnswerEnd;
import io.zentinelproxy.inference.model.Api;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is known of an answer that somebody broke off. */
class AnswerBrokenOffTest {
    private static final String ROLE =
            "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n";
    private static final String WORD = "data: {\"choices\":[{\"delta\":{\"content\":\"word \"}}]}\n\n";

    private final Written written = new Written();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anOriginThatBreaksOffHasCutTheAnswerAndWhatItWroteIsCounted(boolean hides) throws Exception {
        var meter = new AnswerMeter(Api.CHAT_COMPLETIONS, true, hides, written);
        BodySource answer = meter.wrap(new Pieces(List.of((WORD + WORD).getBytes(UTF_8)), true));

        assertThatThrownBy(() -> Pieces.drain(answer)).isInstanceOf(UpstreamFault.class);
        AnswerFacts facts = meter.facts();
        assertThat(facts.end()).isNull();
        assertThat(facts.arrival()).isEqualTo(Arrival.BROKEN);
        assertThat(facts.ending()).isEqualTo(AnswerEnd.CUT);
        assertThat(facts.text()).isEqualTo(10);
        assertThat(facts.usage()).isNull();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerThatNobodyTakesAnyMoreWasLeftByItsClient(boolean hides) throws Exception {
        var meter = new AnswerMeter(Api.CHAT_COMPLETIONS, true, hides, written);
        BodySource answer = meter.wrap(new Pieces(List.of(WORD.getBytes(UTF_8), WORD.getBytes(UTF_8)), false));
        answer.pull(ByteBuffer.allocate(4096));

        assertThat(meter.facts().ending()).isEqualTo(AnswerEnd.DISCONNECT);
        assertThat(meter.facts().text()).isEqualTo(5);
    }

    @Test
    void halfAJsonAnswerIsCountedAsFarAsItCame() throws Exception {
        var meter = new AnswerMeter(Api.CHAT_COMPLETIONS, false, false, written);
        byte[] half = "{\"model\":\"m\",\"choices\":[{\"message\":{\"content\":\"word\"},\"finish_reason\":\"stop\""
                .getBytes(UTF_8);
        BodySource answer = meter.wrap(new Pieces(List.of(half), true));

        assertThatThrownBy(() -> Pieces.drain(answer)).isInstanceOf(UpstreamFault.class);
        assertThat(meter.facts().text()).isEqualTo(4);
        assertThat(meter.facts().ending()).isEqualTo(AnswerEnd.CUT);
        assertThat(meter.facts().text()).as("told twice").isEqualTo(4);
    }

    /** A role with an empty content is no token. */
    @Test
    void theClockStopsAtTheFirstTokenAndNotBefore() throws Exception {
        var meter = new AnswerMeter(Api.CHAT_COMPLETIONS, true, false, written);
        BodySource answer = meter.wrap(
                new Pieces(List.of(ROLE.getBytes(UTF_8), WORD.getBytes(UTF_8), WORD.getBytes(UTF_8)), false));
        answer.pull(ByteBuffer.allocate(4096));
        assertThat(meter.facts().firstToken()).isFalse();

        long before = System.nanoTime();
        answer.pull(ByteBuffer.allocate(4096));
        long after = System.nanoTime();
        answer.pull(ByteBuffer.allocate(4096));

        assertThat(meter.facts().firstToken()).isTrue();
        assertThat(meter.facts().firstTokenNanos() - before).isBetween(0L, after - before);
    }

    @Test
    void badLinesAreToldAndEndNothing() throws Exception {
        var meter = new AnswerMeter(Api.CHAT_COMPLETIONS, true, false, written);
        Pieces.drain(meter.wrap(
                Pieces.whole((WORD + "data: {\"choices\":[{\n\n" + WORD + "data: [DONE]\n\n").getBytes(UTF_8))));

        assertThat(meter.facts().events()).isEqualTo(4);
        assertThat(meter.facts().badEvents()).isEqualTo(1);
        assertThat(meter.facts().text()).isEqualTo(10);
        assertThat(meter.facts().ending()).isEqualTo(AnswerEnd.STOP);
    }

    @Test
    void aCodedAnswerGoesOnUnreadAndIsToldSo() throws Exception {
        byte[] coded = {0x1f, (byte) 0x8b, 8, 0, '{', '"'};
        AnswerMeter meter = AnswerMeter.unread(Api.CHAT_COMPLETIONS, written);

        assertThat(Pieces.drain(meter.wrap(Pieces.whole(coded)))).isEqualTo(coded);
        assertThat(meter.changesLength()).isFalse();
        assertThat(meter.facts().unread()).isTrue();
        assertThat(meter.facts().badEvents()).isZero();
        assertThat(meter.facts().ending()).isEqualTo(AnswerEnd.STOP);
    }
}
