package io.zentinelproxy.launcher.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Configuration files for the tests. */
final class Config {
    private Config() {}

    /** A listener "main" and the admin server on free ports, everything to one origin; more goes in behind. */
    static Path write(Path folder, int originPort, String system, String more) throws IOException {
        return write(folder, 0, 0, originPort, system, more);
    }

    static Path write(Path folder, int port, int adminPort, int originPort, String system, String more)
            throws IOException {
        String text = """
                system {
                    %s
                }
                listeners {
                    listener "main" {
                        address "127.0.0.1:%d"
                    }
                }
                routes {
                    route "all" {
                        upstream "origin"
                    }
                }
                upstreams {
                    upstream "origin" {
                        target "127.0.0.1:%d"
                    }
                }
                observability {
                    metrics {
                        address "127.0.0.1:%d"
                    }
                    %s
                }
                """.formatted(system, port, originPort, adminPort, more);
        return Files.writeString(folder.resolve("zentinel.kdl"), text);
    }
}
