package io.zentinelproxy.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every other spelling that is declared means what the shown one means, in a file that has every key away from its default. */
class AliasesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/config");

    record Alias(String path, String spelling) {

        /** The first place in the text where the key stands, behind the name of the block around it. */
        String in(String text) {
            String[] names = path.split("\\.");
            int block = names.length == 1 ? 0 : text.indexOf(written(names[names.length - 2]));
            String shown = "(?m)^( *)" + names[names.length - 1] + "(?= )";
            return text.substring(0, block) + text.substring(block).replaceFirst(shown, "$1" + spelling);
        }

        /** A block that is declared for each type is found by its type. */
        private static String written(String block) {
            return block.replaceFirst(".*\\[(.*)]", "type \"$1\"");
        }
    }

    /** Stands in no file of the tree, as its certificate does not. */
    private static final String TLS = """
            protocol "https"
                    tls {
                        cert-file "CERT"
                        key-file "KEY"
                        cipher-suites "TLS_AES_128_GCM_SHA256"
                        min-version "1.3"
                        handshake-timeout-secs 3
                        sni {
                            hostnames "a.example"
                            cert-file "CERT"
                            key-file "KEY"
                        }
                    }
            """.replace(
                    "CERT", certificate().certificate().toString())
            .replace("KEY", certificate().key().toString());

    private static final String AUTHORITY =
            "ca-cert \"" + TestCertificates.authority().caFile() + "\"";

    private static TestIdentity certificate() {
        return TestCertificates.authority().server("a.example");
    }

    static Stream<Alias> aliases() {
        return KeyCatalogue.keys().stream()
                .flatMap(key -> key.aliases().stream().map(alias -> new Alias(key.path(), alias)));
    }

    @ParameterizedTest
    @MethodSource("aliases")
    void anAliasComesToTheSameConfiguration(Alias alias) throws IOException, ConfigurationException {
        String shown = Files.readString(GOLDEN.resolve("everything.kdl"));
        if (alias.path().contains(".logging.access-log.")) {
            shown = shown.replaceFirst("(?s)( *access-log \\{.*?\n    }\n)(.*logging \\{\n)", "$2$1");
        }
        if (alias.path().contains(".tls")) {
            shown = shown.replaceFirst("protocol \"http\"", Matcher.quoteReplacement(TLS))
                    .replace("sni \"api.internal\"", "sni \"api.internal\"\n            " + AUTHORITY);
        }
        String aliased = alias.in(shown);
        assertThat(aliased).as("the file has " + alias.path()).isNotEqualTo(shown);
        assertThat(dump(aliased)).isEqualTo(dump(shown));
    }

    private static String dump(String text) throws ConfigurationException {
        return RecordDump.of(ConfigurationLoader.parse("test.kdl", text));
    }
}
