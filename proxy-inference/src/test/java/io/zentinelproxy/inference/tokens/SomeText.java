package io.zentinelproxy.inference.tokens;

import java.util.List;
import java.util.random.RandomGenerator;

/** Text that no person would write, of the same seed always the same: what patterns of vocabularies could disagree on, close together. */
public final class SomeText {
    private static final List<String> BITS = List.of(
            " ",
            "  ",
            "\t",
            "\n",
            "\r\n",
            "\r",
            "\u00a0",
            "\u3000",
            "\u2028",
            "\u0085",
            "a",
            "the",
            "Hello",
            "HELLO",
            "iPhone",
            "x",
            "B",
            "naïve",
            "É",
            "ß",
            "ǅ",
            "ʰ",
            "中",
            "文字",
            "ひらがな",
            "カ",
            "한국어",
            "русский",
            "ДА",
            "ελ",
            "ع",
            "עב",
            "हि",
            "ि",
            "ก็",
            "e\u0301",
            "\u0301",
            "\u20dd",
            "1",
            "22",
            "4567",
            "½",
            "Ⅷ",
            "٣",
            "'s",
            "'S",
            "'ll",
            "'RE",
            "'",
            "'ſ",
            "'x",
            "!",
            "/",
            "//",
            ".",
            "...",
            ";",
            "{",
            "}",
            "<|endoftext|>",
            "=",
            "--------------------",
            "🚀",
            "👩‍👩‍👧",
            "🏳️‍🌈",
            "𝒜",
            "𐐷",
            "𐐏",
            "\u200d",
            "\u0000",
            "\u0001",
            "foo_bar",
            "camelCaseName",
            "0x1F",
            "https://a.example/b?c=d",
            "    return",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "xqzjkvbwpf",
            "Donaudampfschifffahrtsgesellschaft");

    private SomeText() {}

    /** So many bits, one after the other. */
    public static String of(RandomGenerator random, int bits) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bits; i++) {
            text.append(BITS.get(random.nextInt(BITS.size())));
        }
        return text.toString();
    }
}
