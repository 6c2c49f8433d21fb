package io.zentinelproxy.core.config.kdl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every document of the official KDL 2 suite, without the second try as KDL 1. */
class OfficialKdlSuiteTest {
    private static final Path SUITE = Path.of(System.getProperty("zentinel.root", ".."), "../shared/corpora/kdl")
            .normalize();

    private static List<Path> inputs() throws IOException {
        assumeTrue(Files.isDirectory(SUITE), "skipped: the KDL suite is absent (" + SUITE + ")");
        try (Stream<Path> files = Files.list(SUITE.resolve("input"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void theSuiteIsComplete() throws IOException {
        assertThat(inputs()).hasSizeGreaterThanOrEqualTo(336);
    }

    @TestFactory
    Stream<DynamicTest> everyDocumentAgrees() throws IOException {
        return inputs().stream()
                .map(input -> DynamicTest.dynamicTest(input.getFileName().toString(), () -> check(input)));
    }

    private static void check(Path input) throws IOException, KdlException {
        String name = input.getFileName().toString();
        String text = Files.readString(input);
        if (name.endsWith("_fail.kdl")) {
            assertThatThrownBy(() -> KdlDocument.parseKdl2(name, text)).isInstanceOf(KdlException.class);
            return;
        }
        String expected = Files.readString(SUITE.resolve("expected_kdl").resolve(name));
        String printed = CanonicalKdl.print(KdlDocument.parseKdl2(name, text).nodes());
        assertThat(printed).isEqualTo(expected);
    }
}
