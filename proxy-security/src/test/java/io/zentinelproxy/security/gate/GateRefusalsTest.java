package io.zentinelproxy.security.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ConfigurationException;
import io.zentinelproxy.core.config.ConfigurationLoader;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.ProxyKdl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in the block, and in the files that it names, is told with its place before anything starts. */
class GateRefusalsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            deny "10.0.0.1/8"                      | the address has bits set behind its prefix of 8
            deny "somewhere"                       | not an IP address
            max-connections -1                     | expected
            ipv6-prefix 128                        | expected
            max-rate "many"                        | expected
            denny "10.0.0.1"                       | did you mean `deny`?
            country { deny "SE"; }                 | `database`
            reputation { block-score 50; }         | `reputation` has no list
            reputation { list "x" format="xml"; }  | expected one of plain, csv, json
            """)
    void whatIsWrongInTheBlockIsToldWithItsPlace(String filters, String message) {
        assertThat(refusal(filters)).contains("test.kdl:").contains(message);
    }

    @Test
    void aCountryIsTwoCapitalLettersAndThereIsOne() {
        assertThat(refusal("country { database \"x.mmdb\"; deny \"Sweden\"; }"))
                .contains("this is no code of a country");
        assertThat(refusal("country { database \"x.mmdb\"; }")).contains("`country` names no country");
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        Path missing = folder.resolve("none.txt");
        assertThat(refusal("deny-file \"" + missing + "\"")).contains(missing + ": there is no such file");
        assertThat(refusal("country { deny \"SE\"; database \"" + missing + "\"; }"))
                .contains(missing + ": there is no such file");
        assertThat(refusal("reputation { list \"" + missing + "\" format=\"json\"; }"))
                .contains(missing + ": there is no such file");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            plain | 192.0.2.1 5\\n192.0.2.300 5       | 2: neither an IP address nor a network
            plain | 192.0.2.1\\n\\n192.0.2.2 five      | 3: the score is no whole number from 0 to 100
            plain | 192.0.2.1 1 2                     | 1: the score is no whole number from 0 to 100
            csv   | ip,score\\n192.0.2.0/24,101        | 2: the score is no whole number from 0 to 100
            csv   | 192.0.2.1,5\\nip,score             | 2: the score is no whole number
            json  | {"address": "192.0.2.1"}          | 1: a list is an array
            json  | ["192.0.2.1",\\n5]                 | 2: an entry is a string or an object
            json  | [\\n{"score": 5}]                  | 2: an entry without an `address`
            json  | [{"address": "::1", "score": "5"}]| 1: an `address` is a string and a `score` a number
            json  | [{"address": "::1", "score": 5.5}]| 1: the score is no whole number
            json  | ["192.0.2.1"] 1                   | 1: nothing may stand behind the list
            json  | ["192.0.2.1"\\n                    | 2: this is not JSON
            """)
    void aListIsRefusedWithItsFileAndLine(String format, String text, String message) throws IOException {
        Path list = Files.writeString(folder.resolve("list"), text.replace("\\n", "\n"));
        assertThat(refusal("reputation { list \"" + list + "\" format=\"" + format + "\"; }"))
                .contains(list + ":" + message);
    }

    @Test
    void aLineWithoutAnEndIsNotReadToItsEnd() throws IOException {
        Path list = Files.write(folder.resolve("list"), new byte[1 << 20]);
        assertThat(refusal("allow-file \"" + list + "\"")).contains(list + ":1: a line of more than 1024 octets");
    }

    /** What stands in the file is not shown: it may be anything, and the message goes to a terminal. */
    @Test
    void aHostileLineIsNotRepeated() throws IOException {
        Path list = Files.writeString(folder.resolve("list"), "\u001b[2J1.2.3.4\n");
        assertThat(refusal("deny-file \"" + list + "\""))
                .contains(list + ":1: neither")
                .doesNotContain("\u001b");
    }

    @Test
    void aNestingThatNobodyMeansIsNoListInJson() throws IOException {
        Path list = Files.writeString(folder.resolve("list"), "[{\"x\":" + "[".repeat(100_000));
        assertThat(refusal("reputation { list \"" + list + "\" format=\"json\"; }"))
                .contains("this is not JSON");
    }

    @Test
    void withoutTheModuleTheBlockIsUnknown() {
        String kdl =
                ProxyKdl.inFrontOf(new InetSocketAddress("127.0.0.1", 1), Piece.listener("connection-filters { }"));
        assertThat(catchThrowableOfType(ConfigurationException.class, () -> ConfigurationLoader.parse("test.kdl", kdl)))
                .hasMessageContaining("connection-filters");
    }

    @Test
    void theBlockIsReadOutOfJsonAsWell() throws IOException, ConfigurationException {
        Path list = Files.writeString(folder.resolve("list"), "192.0.2.1 7\n");
        Path file = Files.writeString(folder.resolve("zentinel.json"), """
                {"listeners": {"listener": {"main": {"address": "127.0.0.1:0", "connection_filters": {
                    "deny": ["192.0.2.0/24", "2001:db8::/32"], "max_connections": 5,
                    "reputation": {"list": [{"file": "%s", "format": "plain"}]}}}}}}
                """.formatted(list));
        Configuration configuration = ConfigurationLoader.load(file, List.of(new GateBlock()));
        GateSettings settings = configuration.listeners().getFirst().module(GateSettings.class);
        assertThat(settings.lists().table().value().prefixes()).isEqualTo(2);
        assertThat(settings.reputation().table().value().prefixes()).isEqualTo(1);
        assertThat(settings.limits().maxConnections()).isEqualTo(5);
        assertThat(settings.limits().prefix()).isEqualTo(new ClientPrefix(32, 64));
    }

    private static String refusal(String filters) {
        String kdl = ProxyKdl.inFrontOf(
                new InetSocketAddress("127.0.0.1", 1), Piece.listener("connection-filters {\n" + filters + "\n}"));
        return catchThrowableOfType(
                        ConfigurationException.class,
                        () -> ConfigurationLoader.parse("test.kdl", kdl, List.of(new GateBlock())))
                .getMessage();
    }
}
