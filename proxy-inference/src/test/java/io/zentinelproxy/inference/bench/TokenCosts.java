package io.zentinelproxy.inference.bench;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.PromptPart;
import io.zentinelproxy.inference.tokens.Calibrations;
import io.zentinelproxy.inference.tokens.PromptCounter;
import io.zentinelproxy.inference.tokens.RunningCount;
import io.zentinelproxy.inference.tokens.TokenCounter;
import io.zentinelproxy.inference.tokens.Vocabulary;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/** What counting costs: against jtokkit by megabytes a second, what hostile text takes, and a long prompt that is mostly known. */
public final class TokenCosts {
    private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();
    private static final int SIZE = 400_000;
    private static final int MEBI = 1 << 20;
    private static final int ROUNDS = 15;

    private TokenCosts() {}

    /** Reads its texts from the folder it is started in, that of the project. */
    public static void main(String[] args) throws IOException {
        Map<String, String> texts = texts();
        System.out.printf("%-8s %-12s %10s %10s %7s%n", "", "MB/s", "jtokkit", "ours", "");
        for (Vocabulary vocabulary : Vocabulary.values()) {
            texts.forEach((name, text) -> compare(vocabulary, name, text));
        }
        hostile();
        known(texts.get("English"));
        deltas(texts.get("English"));
    }

    private static void compare(Vocabulary vocabulary, String name, String text) {
        Encoding jtokkit = Encodings.newLazyEncodingRegistry()
                .getEncoding(vocabulary == Vocabulary.O200K_BASE ? EncodingType.O200K_BASE : EncodingType.CL100K_BASE);
        TokenCounter ours = TokenCounter.of(vocabulary);
        double mega = text.getBytes(StandardCharsets.UTF_8).length / 1e6;
        double theirs = mega / median(() -> jtokkit.countTokensOrdinary(text));
        double own = mega / median(() -> ours.count(text).tokens());
        System.out.printf(
                "%-8s %-12s %10.1f %10.1f %6.1fx%n", vocabulary.name().split("_")[0], name, theirs, own, own / theirs);
    }

    private static void hostile() {
        SplittableRandom random = new SplittableRandom(1);
        Map<String, String> texts = new LinkedHashMap<>();
        for (String unit : List.of("a", "漢", " ", "7", "\ud83d", "-", "\n", "é", "🚀", "\u0301")) {
            texts.put("U+%04X".formatted(unit.codePointAt(0)), unit.repeat(MEBI / unit.length()));
        }
        texts.put("random a-z", letters(random, 'a', 'z' + 1));
        texts.put("random CJK", letters(random, 0x4e00, 0x9fff));
        texts.put("random UTF-16", letters(random, 0, 0x10000));
        System.out.printf(
                "%n%-14s %10s %10s   1 Mi UTF-16 units, cold memo: median, worst, tokens, exact%n",
                "ms", "o200k", "cl100k");
        texts.forEach((name, text) -> {
            StringBuilder line = new StringBuilder();
            for (Vocabulary vocabulary : List.of(Vocabulary.O200K_BASE, Vocabulary.CL100K_BASE)) {
                TokenCounter counter = TokenCounter.of(vocabulary);
                double[] times = times(() -> counter.count(text).tokens());
                line.append(" %6.1f (%5.1f) %8d %-5s"
                        .formatted(
                                times[ROUNDS / 2] * 1e3,
                                times[ROUNDS - 1] * 1e3,
                                counter.count(text).tokens(),
                                counter.count(text).exact()));
            }
            System.out.printf("%-14s%s%n", name, line);
        });
    }

    private static void known(String text) {
        PromptCounter counter = new PromptCounter(new Calibrations());
        List<PromptPart> prompt = List.of(new PromptPart.Message("user"), new PromptPart.Text(text));
        int[] turn = {0};
        counter.count("gpt-4o", Api.CHAT_COMPLETIONS, prompt);
        double seconds = median(() -> counter.count(
                        "gpt-4o",
                        Api.CHAT_COMPLETIONS,
                        List.of(new PromptPart.Message("user"), new PromptPart.Text(text + " turn " + turn[0]++)))
                .tokens());
        System.out.printf("%n%d KB prompt with a known prefix: %.2f ms%n", text.length() / 1000, seconds * 1e3);
        List<PromptPart> small = List.of(
                new PromptPart.Message("system"),
                new PromptPart.Text("You are a helpful assistant."),
                new PromptPart.Message("user"),
                new PromptPart.Text(text.substring(1000, 2000)));
        double micros = median(() -> {
                    long sum = 0;
                    for (int i = 0; i < 1000; i++) {
                        sum += counter.count("gpt-4o", Api.CHAT_COMPLETIONS, small)
                                .tokens();
                    }
                    return sum;
                })
                * 1e3;
        System.out.printf("1 KB chat: %.2f us%n", micros);
    }

    private static void deltas(String text) {
        PromptCounter counter = new PromptCounter(new Calibrations());
        List<String> deltas = TokenCounter.of(Vocabulary.O200K_BASE).pieces(text.substring(0, 60_000)).stream()
                .map(piece -> piece.text())
                .toList();
        double each = median(() -> {
                    RunningCount running = counter.running("gpt-4o");
                    deltas.forEach(running::add);
                    return running.tokens();
                })
                / deltas.size();
        double asked = median(() -> {
                    RunningCount running = counter.running("gpt-4o");
                    long sum = 0;
                    for (String delta : deltas) {
                        running.add(delta);
                        sum += running.tokens();
                    }
                    return sum;
                })
                / deltas.size();
        System.out.printf(
                "a delta of an answer: %.0f ns, asked for the count each time: %.0f ns%n", each * 1e9, asked * 1e9);
    }

    private static double median(LongSupplier work) {
        return times(work)[ROUNDS / 2];
    }

    /** In seconds of the thread's processor time, so that what else runs does not count; sorted, after as many rounds to warm up. */
    private static double[] times(LongSupplier work) {
        double[] times = new double[ROUNDS];
        long sum = 0;
        for (int i = -ROUNDS; i < ROUNDS; i++) {
            long start = CPU.getCurrentThreadCpuTime();
            sum += work.getAsLong();
            times[Math.max(0, i)] = (CPU.getCurrentThreadCpuTime() - start) / 1e9;
        }
        if (sum == 42) {
            System.out.println();
        }
        Arrays.sort(times);
        return times;
    }

    private static Map<String, String> texts() throws IOException {
        String english = files("docs", ".md");
        String code = files("proxy-core/src/main/java", ".java");
        String many = files("proxy-inference/src/test/sdk", "texts.json");
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("English", cut(english));
        texts.put("code", cut(code));
        texts.put(
                "mixed",
                cut(english.substring(0, SIZE / 3)
                        + many.repeat(SIZE / 3 / many.length())
                        + code.substring(0, SIZE / 3)));
        texts.put("languages", cut(many.repeat(SIZE / many.length() + 1)));
        return texts;
    }

    private static String cut(String text) {
        return text.substring(0, Math.min(SIZE, text.length()));
    }

    private static String files(String folder, String suffix) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> walk = Files.walk(Path.of(folder))) {
            for (Path path : walk.filter(path -> path.toString().endsWith(suffix))
                    .sorted()
                    .toList()) {
                text.append(Files.readString(path));
            }
        }
        return text.toString();
    }

    private static String letters(SplittableRandom random, int from, int to) {
        StringBuilder text = new StringBuilder();
        random.ints(MEBI, from, to).forEach(letter -> text.append((char) letter));
        return text.toString();
    }
}
