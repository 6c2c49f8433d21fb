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
    private static final Map<String, String> BEHIND = Map.ofEntries(
            Map.entry("tools.jackson..", CORE + "json"),
            Map.entry("io.prometheus..", CORE + "observe"),
            Map.entry("org.safere..", CORE + "pattern"),
            Map.entry("org.xbill..", CORE + "upstream.dns"),
            Map.entry("org.apache..", LAUNCHER + ".admin"),
            Map.entry("picocli..", LAUNCHER + ".cli"),
            Map.entry("com.aayushatharva..", CORE + "compress"),
            Map.entry("com.github.luben..", CORE + "compress"),
            Map.entry("com.knuddels..", INFERENCE + ".tokens"),
            Map.entry("io.github.bucket4j..", SECURITY + ".local"),
            Map.entry("com.maxmind..", SECURITY + ".geo"),
            Map.entry("redis.clients..", SECURITY + ".redis"));

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
