package io.zentinelproxy.core.config.kdl;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** Whatever text a configuration is: it is refused with problems that can be shown, or read, and what was read can be written down. */
class KdlFuzzTest {
    @DictionaryFile(resourcePath = "KdlFuzzTest.dict")
    @FuzzTest
    void aTextIsReadOrItsProblemsAreShown(byte[] octets) throws KdlException {
        String text = new String(octets, StandardCharsets.UTF_8);
        KdlDocument document;
        try {
            document = KdlDocument.parse("a.kdl", text);
        } catch (KdlException refused) {
            check(refused, text);
            return;
        }
        String written = CanonicalKdl.print(document.nodes());
        assertThat(CanonicalKdl.print(KdlDocument.parseKdl2("b.kdl", written).nodes()))
                .as("written down and read again")
                .isEqualTo(written);
        readAsEither(text, written);
    }

    /** A text that is both versions of the language means the same in both. */
    private static void readAsEither(String text, String written) {
        try {
            assertThat(CanonicalKdl.print(KdlDocument.parseKdl2("a.kdl", text).nodes()))
                    .isEqualTo(written);
        } catch (KdlException onlyKdl1) {
            assertThat(onlyKdl1.problems()).isNotEmpty();
        }
    }

    private static void check(KdlException refused, String text) {
        assertThat(refused.problems()).isNotEmpty().hasSizeLessThanOrEqualTo(NodeParser.MAX_PROBLEMS);
        for (Problem problem : refused.problems()) {
            assertThat(problem.position().offset()).isBetween(0, text.length());
            assertThat(problem.position().line()).isPositive();
            assertThat(problem.position().column()).isPositive();
            assertThat(problem.message()).isNotBlank();
            assertThat(problem.render()).startsWith("a.kdl:");
            // A terminal must not act on what a file says: an excerpt shows no control characters.
            assertThat(problem.render()).doesNotContain("\u001b", "\u0007", "\u202e");
        }
    }
}
