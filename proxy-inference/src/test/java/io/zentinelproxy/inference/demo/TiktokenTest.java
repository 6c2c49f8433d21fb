package io.zentinelproxy.inference.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.inference.tokens.SomeText;
import io.zentinelproxy.inference.tokens.TokenCount;
import io.zentinelproxy.inference.tokens.TokenCounter;
import io.zentinelproxy.inference.tokens.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Our counts are those of OpenAI's own tokenizer, over all that this project has written and much that nobody would write. */
class TiktokenTest {
    private static final Path ROOT = Path.of(System.getProperty("zentinel.root", ".."));
    private static final List<String> SPECIALS = List.of(
            "<|endoftext|>",
            "<|im_start|>system\nBe brief.<|im_end|>",
            "<|fim_prefix|><|fim_middle|><|fim_suffix|><|endofprompt|>",
            "\ud83d",
            "half \ude80 a rocket \ud83d, and a whole one \ud83d\ude80",
            "a\u0000b\u0001\u007f",
            " ".repeat(300) + "x",
            "\n".repeat(300),
            "\t \t \r\n \r\n\t x \u00a0 \u3000",
            "人工智能正在改变世界。日本語の文章も数えます。한국어 문장도 있습니다。".repeat(20),
            "-".repeat(1000),
            "a".repeat(600),
            "0123456789".repeat(30));

    private static List<String> texts;
    private static JsonObject reference;

    @BeforeAll
    static void askTiktoken() throws Exception {
        texts = new ArrayList<>(SPECIALS);
        texts.addAll(files("docs", ".md"));
        texts.addAll(files("proxy-core/src/main/java/io/zentinelproxy/core/http2", ".java"));
        texts.addAll(files("proxy-inference/src/test/sdk", ".json"));
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 3000; i++) {
            texts.add(SomeText.of(random, 1 + random.nextInt(40)));
        }
        reference = SdkScript.counts(texts);
    }

    @ParameterizedTest
    @EnumSource
    void countsEqualTiktokens(Vocabulary vocabulary) {
        TokenCounter counter = TokenCounter.of(vocabulary);
        JsonArray counts =
                (JsonArray) ModelClient.at(reference, vocabulary.name().toLowerCase(Locale.ROOT));

        assertThat(counts.elements()).hasSameSizeAs(texts);
        for (int i = 0; i < texts.size(); i++) {
            int expected = Integer.parseInt(((JsonNumber) counts.elements().get(i)).lexeme());
            assertThat(counter.count(texts.get(i))).as(texts.get(i)).isEqualTo(new TokenCount(expected, true));
        }
    }

    private static List<String> files(String folder, String suffix) throws IOException {
        List<String> contents = new ArrayList<>();
        try (Stream<Path> walk = Files.walk(ROOT.resolve(folder))) {
            for (Path path :
                    walk.filter(path -> path.toString().endsWith(suffix)).toList()) {
                contents.add(Files.readString(path));
            }
        }
        assertThat(contents).isNotEmpty();
        return contents;
    }
}
