package io.zentinelproxy.inference.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.inference.tokens.TokenCounter;
import org.junit.jupiter.api.Test;

class DemoTextTest {

    @Test
    void theWordsAreTheSameInEveryProcess() {
        assertThat(DemoText.reply("gpt-4o", "hi"))
                .isEqualTo(DemoText.reply("gpt-4o", new String("hi")))
                .startsWith("This is the demo model of Zentinel, answering as gpt-4o. You said: \"hi\". ");
    }

    @Test
    void modelAndQuestionBothMatter() {
        assertThat(DemoText.reply("a", "hi")).isNotEqualTo(DemoText.reply("b", "hi"));
        assertThat(DemoText.reply("a", "hi")).isNotEqualTo(DemoText.reply("a", "ho"));
    }

    @Test
    void aLongQuestionIsQuotedInPartAndNeverInHalfACharacter() {
        String reply = DemoText.reply("m", "🚀".repeat(161));

        assertThat(reply).contains("🚀".repeat(160) + "…\"").doesNotContain("🚀".repeat(161));
        assertThat(new JsonString(reply)).isNotNull();
    }

    @Test
    void theLongestAnswerCanBeCounted() {
        assertThat(DemoText.reply("m", "Count to 9999 please"))
                .startsWith("1, 2")
                .endsWith(" 9999.")
                .hasSizeLessThan(TokenCounter.MAX_COUNTED_CHARS);
    }
}
