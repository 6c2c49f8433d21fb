package io.zentinelproxy.launcher.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.zentinelproxy.launcher.architecture.OurClasses.ALL;
import static io.zentinelproxy.launcher.architecture.OurClasses.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaPackage;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What every class and package of ours has, and what none has. */
class ClassShapeTest {

    @Test
    void everyPackageSaysThatNothingIsNullUnlessMarked() {
        JavaPackage root = ALL.getPackage(ROOT);

        assertThat(root.getSubpackagesInTree().stream()
                        .filter(inside -> !inside.getClasses().isEmpty()))
                .isNotEmpty()
                .allSatisfy(inside -> assertThat(inside.isAnnotatedWith(NullMarked.class))
                        .as("package-info.java with @NullMarked in " + inside.getName())
                        .isTrue());
    }

    @Test
    void noStaticFieldCanBeSet() {
        fields().that().areStatic().should().beFinal().check(ALL);
    }

    @Test
    void noNameIsAPlaceForEverything() {
        Stream.of("Utils", "Util", "Helper", "Manager", "Impl", "Data")
                .forEach(ending -> noClasses()
                        .should()
                        .haveSimpleNameEndingWith(ending)
                        .because("a function lives with the noun it is about")
                        .check(ALL));
    }
}
