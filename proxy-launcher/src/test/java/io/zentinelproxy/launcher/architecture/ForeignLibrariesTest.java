package io.zentinelproxy.launcher.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.zentinelproxy.launcher.architecture.OurClasses.ALL;
import static io.zentinelproxy.launcher.architecture.OurClasses.CORE;
import static io.zentinelproxy.launcher.architecture.OurClasses.INFERENCE;
import static io.zentinelproxy.launcher.architecture.OurClasses.LAUNCHER;
import static io.zentinelproxy.launcher.architecture.OurClasses.ROOT;
import static io.zentinelproxy.launcher.architecture.OurClasses.SECURITY;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each library of others stands behind one package, so that replacing one is the work of one package. */
class ForeignLibrariesTest {
    /** The library's package: the only one of ours that may name it. */
    private static final Map<String, String> BEHIND = Map.of(
            "tools.jackson..", CORE + "json",
            "io.prometheus..", CORE + "observe",
            "org.safere..", CORE + "pattern",
            "org.xbill..", CORE + "upstream.dns",
            "org.apache..", LAUNCHER + ".admin",
            "picocli..", LAUNCHER + ".cli",
            "com.aayushatharva..", CORE + "compress",
            "com.github.luben..", CORE + "compress",
            "com.knuddels..", INFERENCE + ".tokens",
            "io.github.bucket4j..", SECURITY + ".local",
            "com.maxmind..", SECURITY + ".geo",
            "redis.clients..", SECURITY + ".redis");

    /** The JDK, whose own exported packages count, and the marks of what may be null. */
    private static final String[] FREE = {
        "java..", "javax..", "jdk..", "sun.misc..", "com.sun.net.httpserver..", "com.sun.management..", "org.jspecify.."
    };

    @Test
    void aLibraryIsNamedByOnePackageOnly() {
        BEHIND.forEach((library, door) -> noClasses()
                .that()
                .resideOutsideOfPackage(door)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(ALL));
    }

    @Test
    void noLibraryIsUsedThatHasNoDoor() {
        String[] known = Stream.of(Stream.of(FREE), BEHIND.keySet().stream(), Stream.of(ROOT + "..", ""))
                .flatMap(names -> names)
                .toArray(String[]::new);
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages(known)
                .check(ALL);
    }
}
