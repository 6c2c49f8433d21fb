package io.zentinelproxy.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** The version that the jar's manifest states, and the commit it was built from where the build knew it. */
final class Version {
    private static final String COMMIT = "Zentinel-Commit";

    private Version() {}

    static String text() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? "unreleased" : version;
    }

    /** One line for a person. */
    static String sentence() throws IOException {
        try (InputStream manifest = Version.class.getResourceAsStream("/META-INF/MANIFEST.MF")) {
            return sentence(text(), manifest == null ? null : commit(manifest), Runtime.version());
        }
    }

    static String sentence(String version, @Nullable String commit, Runtime.Version java) {
        return "zentinel " + version + (commit == null ? "" : " (" + commit + ")") + " on Java " + java;
    }

    static @Nullable String commit(InputStream manifest) throws IOException {
        String commit = new Manifest(manifest).getMainAttributes().getValue(COMMIT);
        return commit == null || commit.isBlank() ? null : commit;
    }
}
