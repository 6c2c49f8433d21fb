package io.zentinelproxy.launcher.validate;

import io.zentinelproxy.core.config.Configuration;
import java.util.ArrayList;
import java.util.List;

/** All checks of the machine. */
public final class Validation {
    private Validation() {}

    /** In the order of the configuration. Takes as long as the slowest target, over 16 at once. */
    public static List<Check> of(Configuration configuration, boolean network, boolean files, boolean certificates) {
        List<Check> checks = new ArrayList<>();
        if (network) {
            checks.addAll(AddressChecks.of(configuration));
            checks.addAll(TargetChecks.of(configuration));
        }
        if (certificates) {
            checks.addAll(CertificateChecks.of(configuration));
        }
        if (files) {
            checks.addAll(FileChecks.of(configuration));
        }
        return checks;
    }
}
