package io.zentinelproxy.launcher.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An old Java is told so in a sentence, by the jar and by Maven. */
class OldJavaIT {
    private static final String JAR = "proxy-launcher/target/zentinel/zentinel.jar";

    @Test
    void theJarUnderAnOldJavaSaysWhichJavaItNeeds() throws Exception {
        String java = OldJava.home(8).resolve("bin/java").toString();

        Finished jar = Finished.of(Map.of(), List.of(java, "-jar", JAR, "version"));

        assertThat(jar.exit()).isEqualTo(3);
        assertThat(jar.out()).isEmpty();
        assertThat(jar.err().lines()).singleElement().asString().startsWith("zentinel needs Java 25 or newer");
    }

    @Test
    void mavenUnderAnOldJavaStopsWithASentence() throws Exception {
        // Java 8 cannot read the options of .mvn/jvm.config, and ends before Maven begins.
        Map<String, String> environment = Map.of(
                "PATH", System.getenv("PATH"),
                "HOME", System.getProperty("user.home"),
                "JAVA_HOME", OldJava.home(11).toString());

        Finished maven = Finished.of(environment, List.of("mvn", "-B", "-ntp", "-N", "validate"));

        assertThat(maven.exit()).isEqualTo(1);
        assertThat(maven.out())
                .contains(
                        "Zentinel is built with JDK 25 or newer, and this Maven runs on an older Java: use scripts/mvn")
                .doesNotContain("release version 25 not supported");
    }
}
