package io.zentinelproxy.launcher.process;

import io.zentinelproxy.core.testkit.TestIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/** Chromium without a window, at one page of {@code show.test}, which is this machine. Closing the child that it is ends it. */
final class Browser {
    // Without these it looks for its maker's hosts.
    private static final List<String> ALONE = List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--host-resolver-rules=MAP show.test 127.0.0.1");

    private Browser() {}

    /** Believes this identity, whoever has signed it. profile: a folder of its own. */
    static Child open(int port, TestIdentity server, Path profile) throws IOException {
        List<String> command = new ArrayList<>(List.of("chromium"));
        command.addAll(ALONE);
        command.add("--ignore-certificate-errors-spki-list=" + keyHash(server));
        command.add("--user-data-dir=" + profile);
        command.add("https://show.test:" + port + "/");
        try {
            return new Child(new ProcessBuilder(command)
                    .redirectError(profile.resolveSibling("browser.log").toFile())
                    .start());
        } catch (IOException absent) {
            return Assertions.fail("This test needs Chromium (Debian: apt-get install chromium).", absent);
        }
    }

    private static String keyHash(TestIdentity server) {
        try {
            byte[] key = server.chain().getFirst().getPublicKey().getEncoded();
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        } catch (GeneralSecurityException absent) {
            throw new AssertionError(absent);
        }
    }
}
