package io.zentinelproxy.launcher.machine;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Java of this machine that is older than we need. */
final class OldJava {
    private static final List<Path> PLACES = List.of(
            Path.of("/usr/lib/jvm"),
            Path.of("/opt"),
            Path.of("/opt/java"),
            Path.of(System.getProperty("user.home"), ".sdkman/candidates/java"),
            Path.of(System.getProperty("user.home"), ".jdks"));
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+)");

    private OldJava() {}

    /** The home of one from Java {@code oldest} to 24; without one the test is skipped, saying so. */
    static Path home(int oldest) throws IOException {
        List<Path> homes = new ArrayList<>();
        for (Path place : PLACES) {
            collect(place, homes);
        }
        Optional<Path> old = homes.stream()
                .filter(home -> version(home) >= oldest && version(home) < 25)
                .findFirst();
        assumeTrue(old.isPresent(), "skipped: no Java from " + oldest + " to 24 is on this machine");
        return old.get();
    }

    private static void collect(Path place, List<Path> homes) throws IOException {
        if (!Files.isDirectory(place)) {
            return;
        }
        try (DirectoryStream<Path> inside =
                Files.newDirectoryStream(place, home -> Files.isExecutable(home.resolve("bin/java")))) {
            inside.forEach(homes::add);
        }
    }

    private static int version(Path home) {
        try {
            Matcher found = VERSION.matcher(Files.readString(home.resolve("release")));
            return found.find() ? Integer.parseInt(found.group(1)) : 0;
        } catch (IOException unknown) {
            return 0;
        }
    }
}
