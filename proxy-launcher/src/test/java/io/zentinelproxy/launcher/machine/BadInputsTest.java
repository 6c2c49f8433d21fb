package io.zentinelproxy.launcher.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.fault.ClientFault;
import io.zentinelproxy.core.fault.InternalFault;
import io.zentinelproxy.core.fault.LimitFault;
import io.zentinelproxy.core.fault.PolicyFault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.net.ConnectionRefusal;
import io.zentinelproxy.core.proxyheader.ProxyHeaderReader;
import io.zentinelproxy.core.tls.HandshakeResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/bad-inputs.md} has every row of the list of bad inputs, and what it names exists. */
class BadInputsTest {
    private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|.*");
    private static final Pattern TEST = Pattern.compile("`(\\w+)\\.(\\w+Test)\\.(\\w+)`");

    /** The rows of connections and of HTTP/1; those of HTTP/2 come with it. */
    private static final List<Integer> ROWS = IntStream.concat(
                    IntStream.rangeClosed(1, 37), IntStream.of(53, 54, 55, 57, 58))
            .boxed()
            .toList();

    private static List<String> lines() throws IOException {
        return Files.readAllLines(Finished.ROOT.resolve("docs/bad-inputs.md"));
    }

    private static Stream<String> rows() throws IOException {
        return lines().stream().filter(line -> ROW.matcher(line).matches());
    }

    private static Stream<MatchResult> named(Pattern what, Stream<String> lines) {
        return lines.flatMap(line -> what.matcher(line).results());
    }

    @Test
    void everyRowIsThere() throws IOException {
        assertThat(named(ROW, rows()).map(row -> Integer.valueOf(row.group(1)))).containsExactlyElementsOf(ROWS);
    }

    @Test
    void everyRowNamesATest() throws IOException {
        assertThat(rows()).allMatch(row -> TEST.matcher(row).find());
    }

    @Test
    void everyTestNamedExists() throws IOException {
        assertThat(named(TEST, lines().stream())).allSatisfy(test -> {
            Path source = source(test.group(1), test.group(2));
            assertThat(Files.readString(source)).contains("\n    void " + test.group(3) + "(");
        });
    }

    private static Path source(String folder, String type) throws IOException {
        try (Stream<Path> files = Files.walk(Finished.ROOT.resolve("proxy-core/src/test/java"))) {
            return files.filter(file -> file.endsWith(Path.of(folder, type + ".java")))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("there is no " + folder + "." + type));
        }
    }

    /** The fourth cell of a row. */
    @Test
    void everyReasonIsOneThatFaultsHave() throws IOException {
        Set<String> known = reasons().collect(Collectors.toSet());
        assertThat(named(Pattern.compile("`(\\w+)`"), rows().map(row -> row.split(" \\|", -1)[3]))
                        .map(reason -> reason.group(1)))
                .isNotEmpty()
                .allMatch(known::contains);
    }

    private static Stream<String> reasons() {
        return Stream.of(
                        Arrays.stream(ClientFault.Kind.values()).map(ClientFault.Kind::reason),
                        Arrays.stream(LimitFault.Kind.values()).map(LimitFault.Kind::reason),
                        Arrays.stream(PolicyFault.Kind.values()).map(PolicyFault.Kind::reason),
                        Arrays.stream(UpstreamFault.Kind.values()).map(UpstreamFault.Kind::reason),
                        Arrays.stream(InternalFault.Kind.values()).map(InternalFault.Kind::reason),
                        Arrays.stream(HandshakeResult.values()).map(HandshakeResult::word),
                        ProxyHeaderReader.REFUSALS.stream().map(ConnectionRefusal::reason))
                .flatMap(kinds -> kinds);
    }
}
