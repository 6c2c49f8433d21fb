package io.zentinelproxy.inference.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CountMemoTest {
    private final CountMemo memo = new CountMemo();

    @Test
    void knowsWhatItWasTold() {
        memo.put(hash("a"), 7);

        assertThat(memo.get(hash("a"))).isEqualTo(7);
        assertThat(memo.get(hash("b"))).isEqualTo(-1);
    }

    @Test
    void theSecretIsThisProcesssAndEachVocabularysOwn() {
        byte[] text = "text".getBytes(StandardCharsets.UTF_8);
        CountMemo.Key hash = hash("text");

        assertThat(new CountMemo().key(Vocabulary.O200K_BASE, text, text.length))
                .isNotEqualTo(hash);
        assertThat(memo.key(Vocabulary.CL100K_BASE, text, text.length)).isNotEqualTo(hash);
    }

    @Test
    void whatIsUsedStaysWhileWhatIsNotMakesRoom() {
        memo.put(hash("used"), 1);
        memo.put(hash("idle"), 2);
        int known = 0;
        for (int i = 0; i < 20 * CountMemo.MAX_TEXTS; i++) {
            memo.put(hash("text " + i), i);
            if (i % 100 == 0) {
                known += memo.get(hash("used")) == 1 ? 1 : 0;
            }
        }
        assertThat(known).isEqualTo(20 * CountMemo.MAX_TEXTS / 100 + 1);
        assertThat(memo.get(hash("idle"))).isEqualTo(-1);
    }

    private CountMemo.Key hash(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        return memo.key(Vocabulary.O200K_BASE, octets, octets.length);
    }
}
