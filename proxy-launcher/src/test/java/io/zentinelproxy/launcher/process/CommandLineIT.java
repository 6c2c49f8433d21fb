package io.zentinelproxy.launcher.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineIT {
    @TempDir
    Path folder;

    @Test
    void noCommandIsWrongUsageAndTheUsageIsShown() throws Exception {
        try (Jar jar = Jar.start()) {
            assertThat(jar.exit()).isEqualTo(2);
            jar.awaitSaid("usage: zentinel COMMAND [OPTIONS]");
        }
    }

    @Test
    void anUnknownCommandIsWrongUsage() throws Exception {
        try (Jar jar = Jar.start("serve")) {
            assertThat(jar.exit()).isEqualTo(2);
            jar.awaitSaid("there is no command \"serve\"");
        }
    }

    @Test
    void runWithoutAFileIsWrongUsage() throws Exception {
        try (Jar jar = Jar.start("run")) {
            assertThat(jar.exit()).isEqualTo(2);
            jar.awaitSaid("run needs a configuration: --config FILE");
        }
    }

    @Test
    void versionIsThatOfTheJar() throws Exception {
        try (Jar jar = Jar.start("version")) {
            assertThat(jar.exit()).isZero();
            jar.awaitSaid("zentinel 0.1.0").awaitSaid(" on Java ");
        }
    }

    @Test
    void keysPrintsEveryKeyThatTheManualHas() throws Exception {
        try (Jar jar = Jar.start("keys")) {
            assertThat(jar.exit()).isZero();
            jar.awaitSaid("listeners.listener.trusted-proxies").awaitSaid("upstreams.upstream.timeouts.connect");
        }
    }

    @Test
    void withoutAVerbItRunsAsTheOriginalDoes() throws Exception {
        try (Jar jar = Jar.start("-c", Config.write(folder, 1, "", "").toString())) {
            jar.awaitSaid("ready main=");
        }
    }

    /** Its classes cost more of a start than all others of ours together. */
    @Test
    void aPlainStartDoesNotTouchPicocli() throws Exception {
        Path config = Config.write(folder, 1, "", "");

        try (Jar jar = Jar.startWithoutLibrary(folder, "picocli", "run", "--config", config.toString())) {
            jar.awaitSaid("ready main=");
        }
    }

    @Test
    void testBindsNothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Path config = Config.write(folder, taken.getLocalPort(), 0, 1, "", "");

            try (Jar jar = Jar.start("-t", "-c", config.toString())) {
                assertThat(jar.exit()).isZero();
                jar.awaitSaid("1 listener, 1 route, 1 upstream with 1 target");
            }
        }
    }

    @Test
    void verboseSaysWhatIsReadAndServed() throws Exception {
        Path config = Config.write(folder, 1, "", "");

        try (Jar jar = Jar.start("run", "-c", config.toString(), "--verbose")) {
            jar.awaitSaid("ready main=");
            assertThat(jar.said())
                    .contains("configuration file " + config + " is read")
                    .contains("listener main will bind 127.0.0.1:0")
                    .contains("upstream origin has 127.0.0.1:1");
        }
    }

    @Test
    void aConnectionTooManyIsAnsweredClosedAndTold() throws Exception {
        Path config = Config.write(folder, 1, "max-connections 1", "");

        try (Jar jar = Jar.start("run", "-c", config.toString());
                Socket first = connect(jar);
                Socket second = connect(jar)) {
            assertThat(new String(second.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 503 ");
            jar.awaitSaid("max_connections");
            assertThat(first.isConnected()).isTrue();
        }
    }

    private static Socket connect(Jar jar) throws IOException {
        InetSocketAddress address = jar.address("main");
        return new Socket(address.getAddress(), address.getPort());
    }

    @Test
    void withoutVerboseNothingOfThatIsSaid() throws Exception {
        try (Jar jar = Jar.start("run", "-c", Config.write(folder, 1, "", "").toString())) {
            jar.awaitSaid("ready main=");
            assertThat(jar.said().lines()).hasSize(1);
        }
    }

    @Test
    void aMissingFileIsARefusedConfiguration() throws Exception {
        try (Jar jar = Jar.start("run", "--config", folder.resolve("none.kdl").toString())) {
            assertThat(jar.exit()).isEqualTo(1);
            jar.awaitSaid("none.kdl");
        }
    }

    @Test
    void aWrongConfigurationIsRefusedWithItsPlaceAndNothingIsBound() throws Exception {
        try (ServerSocket free = new ServerSocket(0)) {
            int port = free.getLocalPort();
            free.close();
            Path config = Config.write(folder, port, 0, 1, "", "acess-log { }");

            try (Jar jar = Jar.start("run", "-c", config.toString())) {
                assertThat(jar.exit()).isEqualTo(1);
                jar.awaitSaid("zentinel.kdl:23:5").awaitSaid("access-log");
                assertThat(jar.said()).doesNotContain("ready");
            }
        }
    }

    @Test
    void daemonIsRefusedAsAJvmCannotForkItself() throws Exception {
        Path config = Config.write(folder, 1, "daemon #true", "");

        try (Jar jar = Jar.start("run", "--config", config.toString())) {
            assertThat(jar.exit()).isEqualTo(1);
            jar.awaitSaid("daemon");
        }
    }

    @Test
    void anotherProtocolThanHttpIsRefused() throws Exception {
        Path config = Config.write(folder, 1, "", "");
        Files.writeString(
                config, Files.readString(config).replace("listener \"main\" {", "listener \"main\" protocol=\"h3\" {"));

        try (Jar jar = Jar.start("run", "--config", config.toString())) {
            assertThat(jar.exit()).isEqualTo(1);
            jar.awaitSaid("h3");
        }
    }

    @Test
    void aPortInUseIsNamedAndNothingStaysBound() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Path config = Config.write(folder, taken.getLocalPort(), 0, 1, "", "");

            try (Jar jar = Jar.start("run", "--config", config.toString())) {
                assertThat(jar.exit()).isEqualTo(3);
                jar.awaitSaid("listener \"main\" cannot bind 127.0.0.1:" + taken.getLocalPort());
            }
        }
    }

    @Test
    void anAdminPortInUseIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            Path config = Config.write(folder, 0, taken.getLocalPort(), 1, "", "");

            try (Jar jar = Jar.start("run", "--config", config.toString())) {
                assertThat(jar.exit()).isEqualTo(3);
                jar.awaitSaid("127.0.0.1:" + taken.getLocalPort());
            }
        }
    }

    @Test
    void anAccessLogThatCannotBeWrittenStopsTheStart() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "");
        Path config = Config.write(folder, 1, "", "access-log { file \"" + file.resolve("access.log") + "\"; }");

        try (Jar jar = Jar.start("run", "--config", config.toString())) {
            assertThat(jar.exit()).isEqualTo(3);
            jar.awaitSaid("access.log");
        }
    }
}
