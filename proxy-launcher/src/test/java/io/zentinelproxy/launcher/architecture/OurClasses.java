package io.zentinelproxy.launcher.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** Every class of the four modules that ships; tests and the test kit are left out. */
final class OurClasses {
    static final String ROOT = "io.zentinelproxy";
    static final String CORE = ROOT + ".core.";
    static final String SECURITY = ROOT + ".security";
    static final String INFERENCE = ROOT + ".inference";
    static final String LAUNCHER = ROOT + ".launcher";

    static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages(ROOT);

    private OurClasses() {}
}
