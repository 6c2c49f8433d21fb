package io.zentinelproxy.launcher.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which configuration is meant where none was named.
 *
 * @param inEnvironment what the variable ZENTINEL_CONFIG says, or null
 * @param installed the file that an installation has
 */
record ConfigurationFile(@Nullable String inEnvironment, Path installed) {
    static final String VARIABLE = "ZENTINEL_CONFIG";
    static final Path INSTALLED = Path.of("/etc/zentinel/zentinel.kdl");

    static ConfigurationFile ofThisProcess() {
        return new ConfigurationFile(System.getenv(VARIABLE), INSTALLED);
    }

    /** The file from the environment, else the installed one where it exists, else null. */
    @Nullable
    Path unnamed() {
        if (inEnvironment != null && !inEnvironment.isEmpty()) {
            return Path.of(inEnvironment);
        }
        return Files.exists(installed) ? installed : null;
    }
}
