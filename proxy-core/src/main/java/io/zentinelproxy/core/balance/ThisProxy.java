package io.zentinelproxy.core.balance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where this proxy runs, as its machine tells. */
final class ThisProxy {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private ThisProxy() {}

    /** The zone that the environment names, or nothing. */
    static String zone() {
        String zone = System.getenv("ZENTINEL_ZONE");
        return zone == null ? "" : zone;
    }

    /** The name of the host, which in a container is the container's; without asking the name service. */
    static String host() {
        try {
            return Files.readString(HOST_NAME).strip();
        } catch (IOException noSuchKernel) {
            String told = System.getenv("HOSTNAME");
            return told == null ? "" : told;
        }
    }
}
