package io.zentinelproxy.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What etc/examples says is accepted as it stands, once the files are there that it names. */
class ExampleConfigurationsTest {
    private static final Path EXAMPLES =
            Path.of(System.getProperty("zentinel.root", "..")).resolve("etc/examples");
    private static final String FILES = "/etc/zentinel/";

    @TempDir
    Path folder;

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void isAccepted(Path example) throws IOException {
        Files.createDirectory(folder.resolve("tls"));
        put("www.example.com");
        put("api.example.com");
        for (String authority : List.of("partners-ca.pem", "internal-ca.pem")) {
            Files.copy(
                    TestCertificates.authority().caFile(), folder.resolve("tls").resolve(authority));
        }
        Files.writeString(folder.resolve("sticky.key"), "of sixteen octets at least");
        CountryFile.write(folder.resolve("country.bin"));
        Files.writeString(folder.resolve("abuse.csv"), "address,score\n203.0.113.7,90\n");
        Files.writeString(folder.resolve("shop-next.targets"), "127.0.0.1:9003\n");
        Files.writeString(folder.resolve("keys.kdl"), "");
        for (String provider : List.of("openai", "other", "anthropic")) {
            Files.writeString(folder.resolve(provider + ".key"), "what a provider has given");
        }
        String text = Files.readString(example);
        Path config = Files.writeString(folder.resolve("example.kdl"), text.replace(FILES, folder + "/"));
        ByteArrayOutputStream said = new ByteArrayOutputStream();

        PrintStream out = new PrintStream(said, true, UTF_8);
        ExitCode code = new Main(out, out).run(List.of("test", "-c", config.toString()));

        assertThat(said.toString(UTF_8)).contains("example.kdl: fine:");
        assertThat(code).isEqualTo(ExitCode.FINE);
    }

    private void put(String name) throws IOException {
        TestIdentity identity = TestCertificates.authority().server(name);
        Files.copy(identity.certificate(), folder.resolve("tls").resolve(name + ".pem"));
        Files.copy(identity.key(), folder.resolve("tls").resolve(name + ".key"));
    }
}
