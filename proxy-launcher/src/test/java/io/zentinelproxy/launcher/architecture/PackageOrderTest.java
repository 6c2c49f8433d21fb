package io.zentinelproxy.launcher.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.zentinelproxy.launcher.architecture.OurClasses.ALL;
import static io.zentinelproxy.launcher.architecture.OurClasses.CORE;
import static io.zentinelproxy.launcher.architecture.OurClasses.INFERENCE;
import static io.zentinelproxy.launcher.architecture.OurClasses.LAUNCHER;
import static io.zentinelproxy.launcher.architecture.OurClasses.ROOT;
import static io.zentinelproxy.launcher.architecture.OurClasses.SECURITY;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A package uses only those below it, and a module only those it may. */
class PackageOrderTest {
    /** proxy-core from roof to cellar. */
    private static final List<String> ORDER = List.of(
            "proxy",
            "webhook",
            "answer",
            "upstream",
            "upstream.check",
            "upstream.health",
            "upstream.discovery",
            "upstream.dns",
            "upstream.tls",
            "balance",
            "retry",
            "route",
            "filter",
            "compress",
            "observe",
            "websocket",
            "http1",
            "http2",
            "http2.hpack",
            "tls",
            "proxyheader",
            "net",
            "exchange",
            "http",
            "script",
            "config",
            "config.json",
            "config.kdl",
            "certificate",
            "pattern",
            "json",
            "uri",
            "bytes",
            "fault");

    /** Well-behaved origins for the demo and for tests: beside the order, as no traffic passes through them. */
    private static final String ORIGIN = "origin";

    @Test
    void aPackageUsesOnlyThoseBelowIt() {
        for (String user : ORDER) {
            String[] above = packages(ORDER.subList(0, ORDER.indexOf(user)));
            noClasses()
                    .that()
                    .resideInAPackage(CORE + user)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .because("the order is " + ORDER)
                    .allowEmptyShould(true)
                    .check(ALL);
        }
    }

    @Test
    void everyPackageOfCoreHasItsPlaceInTheOrder() {
        Set<String> found = ALL.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(CORE))
                .map(name -> name.substring(CORE.length()))
                .filter(name -> !name.equals(ORIGIN))
                .collect(Collectors.toSet());

        assertThat(found).containsExactlyInAnyOrderElementsOf(ORDER);
    }

    @Test
    void configurationKnowsNothingOfWhatReadsIt() {
        noClasses()
                .that()
                .resideInAPackage(CORE + "config..")
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(not(resideInAnyPackage(
                                CORE + "config..",
                                CORE + "certificate",
                                CORE + "pattern",
                                CORE + "json",
                                CORE + "uri"))))
                .check(ALL);
    }

    @Test
    void originsStandBesideTheTraffic() {
        String[] aboveJson = packages(ORDER.subList(0, ORDER.indexOf("json")));
        noClasses()
                .that()
                .resideInAPackage(CORE + ORIGIN)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(aboveJson)
                .check(ALL);
        noClasses()
                .that()
                .resideOutsideOfPackages(CORE + ORIGIN, INFERENCE + ".demo", LAUNCHER + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(CORE + ORIGIN)
                .check(ALL);
    }

    @Test
    void coreSeesNoOtherModuleAndSecurityAndInferenceDoNotSeeEachOther() {
        doNotSee(CORE + ".", SECURITY, INFERENCE, LAUNCHER);
        doNotSee(SECURITY + "..", INFERENCE, LAUNCHER);
        doNotSee(INFERENCE + "..", SECURITY, LAUNCHER);
    }

    @Test
    void noPackagesUseEachOtherInACircle() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(ALL);
    }

    /** What is left of the modules' order when one has no class yet holds by itself, hence the empty should. */
    private static void doNotSee(String packages, String... notAllowed) {
        String[] forbidden =
                List.of(notAllowed).stream().map(module -> module + "..").toArray(String[]::new);
        noClasses()
                .that(resideInAPackage(packages))
                .should()
                .dependOnClassesThat(resideInAnyPackage(forbidden))
                .allowEmptyShould(true)
                .check(ALL);
    }

    private static String[] packages(List<String> names) {
        return names.stream().map(name -> CORE + name).toArray(String[]::new);
    }
}
