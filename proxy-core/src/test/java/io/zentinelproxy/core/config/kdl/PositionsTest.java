package io.zentinelproxy.core.config.kdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Every node, argument and property knows where it was written. */
class PositionsTest {

    private static KdlNode only(String text) throws KdlException {
        return KdlDocument.parse("a.kdl", text).nodes().getFirst();
    }

    private static String firstProblem(String text) {
        KdlException refused = catchThrowableOfType(KdlException.class, () -> KdlDocument.parse("a.kdl", text));
        return refused.problems().getFirst().render();
    }

    @Test
    void nodeArgumentAndPropertyHavePlacesOfTheirOwn() throws KdlException {
        KdlNode node = only("\n  node 10 key=\"x\"");
        assertThat(node.position()).hasToString("a.kdl:2:3");
        assertThat(node.arguments().getFirst().position()).hasToString("a.kdl:2:8");
        assertThat(node.properties().getFirst().position()).hasToString("a.kdl:2:11");
        assertThat(node.properties().getFirst().value().position()).hasToString("a.kdl:2:15");
    }

    @Test
    void aTypeAnnotationIsKeptAndBeginsItsValue() throws KdlException {
        KdlNode node = only("(t)node (u8)1 k=(f)2");
        assertThat(node.type()).isEqualTo("t");
        assertThat(node.position().column()).isEqualTo(4);
        assertThat(node.arguments().getFirst().type()).isEqualTo("u8");
        assertThat(node.arguments().getFirst().position().column()).isEqualTo(9);
        assertThat(node.properties().getFirst().value().type()).isEqualTo("f");
    }

    @Test
    void linesEndAtLfCrAndCrLf() throws KdlException {
        List<KdlNode> nodes = KdlDocument.parse("a.kdl", "a\rb\r\nc\nd").nodes();
        assertThat(nodes).extracting(node -> node.position().line()).containsExactly(1, 2, 3, 4);
    }

    @Test
    void columnsCountCodePoints() throws KdlException {
        KdlNode node = only("\uD83D\uDE00 1");
        assertThat(node.arguments().getFirst().position().column()).isEqualTo(3);
    }

    @Test
    void repeatedPropertiesAreAllKept() throws KdlException {
        assertThat(only("n a=1 b=2 a=3").properties())
                .extracting(KdlProperty::name)
                .containsExactly("a", "b", "a");
    }

    @Test
    void theCaretStandsUnderThePlace() {
        assertThat(firstProblem("ok\n\tnode 1.2.3 x")).isEqualTo("""
                a.kdl:2:7: not a number
                  |  node 1.2.3 x
                  |       ^
                  expected digits such as 10, 1_000, 0.5, 1e6 or 0xff""");
    }

    @Test
    void aLineOfMegabytesIsShownInPart() {
        String word = "x".repeat(63) + " ";
        String problem = firstProblem(word.repeat(1 << 15) + "#oops " + word.repeat(1 << 15));
        assertThat(problem).hasSizeLessThan(500).contains("#oops");
    }

    @Test
    void whatSteersATerminalIsNotEchoed() {
        assertThat(firstProblem("node \u001b[31m"))
                .doesNotContain("\u001b")
                .contains("U+001B")
                .contains("\uFFFD");
        assertThat(firstProblem("node \u202E1")).doesNotContain("\u202E").contains("U+202E");
    }
}
