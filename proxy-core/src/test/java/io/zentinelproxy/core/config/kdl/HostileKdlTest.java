package io.zentinelproxy.core.config.kdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Texts made to exhaust the stack, the memory or the patience of whoever reads them; and that all problems are told. */
class HostileKdlTest {

    private static List<Problem> problems(String text) {
        return catchThrowableOfType(KdlException.class, () -> KdlDocument.parse("a.kdl", text))
                .problems();
    }

    private static String nested(int depth) {
        return "n {".repeat(depth) + "}".repeat(depth);
    }

    @Test
    void blocksAreReadToTheirGreatestDepth() throws KdlException {
        assertThat(KdlDocument.parse("a.kdl", nested(NodeParser.MAX_NESTING)).nodes())
                .hasSize(1);
    }

    @Test
    void deeperBlocksAreRefusedOnceAtTheBraceThatIsTooMuch() {
        List<Problem> problems = problems(nested(NodeParser.MAX_NESTING + 1));
        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.message()).isEqualTo("blocks are nested deeper than 64");
            assertThat(problem.position().column()).isEqualTo(3 * (NodeParser.MAX_NESTING + 1));
        });
    }

    @Test
    void aMillionOpenBracesDoNotExhaustTheStack() {
        assertThat(problems("n{".repeat(1_000_000))).hasSize(1);
        assertThat(problems("1{".repeat(1_000_000))).hasSizeLessThanOrEqualTo(NodeParser.MAX_PROBLEMS);
        assertThat(problems("n /-{".repeat(1_000_000))).hasSize(1);
    }

    @Test
    void moreThanAMillionNodesAndValuesAreRefused() throws KdlException {
        String half = "n v\n".repeat(KdlDocument.MAX_PARTS / 2);
        assertThat(KdlDocument.parse("a.kdl", half).nodes()).hasSize(KdlDocument.MAX_PARTS / 2);
        assertThat(problems(half + "n"))
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.message()).isEqualTo("there are more than 1000000 nodes and values"));
    }

    @Test
    void aMillionOpenCommentsDoNotExhaustTheStack() throws KdlException {
        assertThat(problems("/*".repeat(1_000_000)).getFirst().message())
                .isEqualTo("this block comment is never closed");
        String closed = "/*".repeat(100_000) + "*/".repeat(100_000) + " n";
        assertThat(KdlDocument.parse("a.kdl", closed).nodes()).hasSize(1);
    }

    @Test
    void aNumberOfMegabytesIsRefusedBeforeItIsComputed() {
        assertThat(problems("n " + "9".repeat(4 << 20)).getFirst().message()).isEqualTo("not a number");
        assertThat(problems("n 1e99999999999999").getFirst().message()).isEqualTo("not a number");
    }

    @Test
    void aTextThatIsNotKdlAtAllIsToldInPart() {
        assertThat(problems("1 2 3\n".repeat(1000))).hasSize(NodeParser.MAX_PROBLEMS);
    }

    @Test
    void everyNodeThatIsWrongIsTold() {
        assertThat(problems("a #x\nb\nc \"\\q\"; d 1x\ne {\n f =1\n g (t\n}\nh"))
                .extracting(problem ->
                        problem.position().line() + ":" + problem.position().column())
                .containsExactly("1:3", "3:4", "3:11", "5:4", "6:6");
    }

    @Test
    void aMistakeInAMultiLineStringDoesNotHideWhatFollows() {
        assertThat(problems("a \"\"\"\n \\q {\n \"\"\"\nb #x\n"))
                .extracting(problem -> problem.position().line())
                .containsExactly(2, 4);
        assertThat(problems("a \"\"\"\n  x\n y\n  \"\"\"\nb #x\n"))
                .extracting(problem -> problem.position().line())
                .containsExactly(1, 5);
    }

    @Test
    void theBlockOfANodeThatIsWrongIsReadAsWell() {
        assertThat(problems("a #x {\n b #y\n} \nc #z"))
                .extracting(problem -> problem.position().line())
                .containsExactly(1, 2, 4);
    }

    @Test
    void aBraceInAStringOfABadLineIsNoBlock() {
        assertThat(problems("a #x \"{\"\nb\n")).hasSize(1);
    }

    @Test
    void aBlockThatIsNeverClosedIsToldOnceAtItsBrace() {
        assertThat(problems("a {\n b {\n c\n}\n")).singleElement().satisfies(problem -> {
            assertThat(problem.message()).isEqualTo("this block is never closed");
            assertThat(problem.position().line()).isEqualTo(1);
        });
    }
}
