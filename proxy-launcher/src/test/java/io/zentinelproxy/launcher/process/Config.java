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
        return write(folder, port, originPort, system, "address \"127.0.0.1:" + adminPort + "\"", more);
    }

    /** One whose limits let a single client do what it takes many for, with all of it reaching the origin at once. */
    static Path forManyConnections(Path folder, int originPort) throws IOException {
        Path file = write(folder, originPort, "", "");
        String target = "target \"127.0.0.1:" + originPort + "\"\n";
        String text = Files.readString(file).replace(target, target + "connection-pool { max-connections 10000; }\n");
        return Files.writeString(
                file,
                text
                        + "limits { max-connections-per-client 0; max-connections-per-route 0; max-memory-percent 100; }\n");
    }

    /** A listener "main" on a free port, and the keys of the block {@code metrics} as the test gives them. */
    static Path withMetrics(Path folder, int originPort, String metrics) throws IOException {
        return write(folder, 0, originPort, "", metrics, "");
    }

    private static Path write(Path folder, int port, int originPort, String system, String metrics, String more)
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
                        %s
                    }
                    %s
                }
                """.formatted(system, port, originPort, metrics, more);
        return Files.writeString(folder.resolve("zentinel.kdl"), text);
    }
}
