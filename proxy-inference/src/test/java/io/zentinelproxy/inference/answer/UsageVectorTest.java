package io.zentinelproxy.inference.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.inference.model.Api;
import io.zentinelproxy.inference.model.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Usage of each dialect as the files under {@code answers} say, however the octets come. A file's first line tells
 * {@code api input cached write output reasoning complete|partial|none end model text}, its second the text the model wrote.
 */
class UsageVectorTest {
    private static final int SPLITS = 200;

    static Stream<String> vectors() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/answers"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void usageIsReadHoweverTheOctetsCome(String file) throws Exception {
        Vector vector = Vector.read(file);
        vector.check(Pieces.whole(vector.octets));
        vector.check(Pieces.octetByOctet(vector.octets));
        var random = new Random(9);
        for (int i = 0; i < SPLITS; i++) {
            vector.check(Pieces.atRandom(vector.octets, random));
        }
    }

    private record Vector(String file, String[] told, String text, byte[] octets) {
        static Vector read(String file) throws IOException {
            String all = Files.readString(Path.of("src/test/resources/answers", file));
            String[] parts = all.split("\n", 3);
            return new Vector(file, parts[0].split(" "), parts[1], parts[2].getBytes(UTF_8));
        }

        void check(Pieces pieces) throws Fault {
            var written = new Written();
            Api api = Api.valueOf(told[0].toUpperCase(Locale.ROOT));
            var meter = new AnswerMeter(api, file.endsWith(".sse"), false, written);
            assertThat(Pieces.drain(meter.wrap(pieces))).isEqualTo(octets);

            AnswerFacts facts = meter.facts();
            Usage usage = told[6].equals("none") ? null : usage();
            assertThat(facts.usage()).isEqualTo(usage);
            assertThat(facts.usageComplete()).isEqualTo(told[6].equals("complete"));
            assertThat(facts.ending().name().toLowerCase(Locale.ROOT)).isEqualTo(told[7]);
            assertThat(String.valueOf(facts.model())).isEqualTo(told[8]);
            assertThat(written.all()).isEqualTo(text);
            assertThat(facts.text()).isEqualTo(text.length());
            assertThat(facts.arrival()).isEqualTo(Arrival.COMPLETE);
        }

        private Usage usage() {
            long[] numbers = new long[5];
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Long.parseLong(told[i + 1]);
            }
            return new Usage(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
        }
    }
}
