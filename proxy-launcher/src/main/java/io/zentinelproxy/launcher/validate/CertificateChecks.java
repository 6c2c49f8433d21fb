package io.zentinelproxy.launcher.validate;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.launcher.certificates.ConfiguredCertificate;
import java.util.List;

/** Whether certificates are in their time. That their files can be used is known since the configuration was read. */
final class CertificateChecks {
    private CertificateChecks() {}

    static List<Check> of(Configuration configuration) {
        return ConfiguredCertificate.of(configuration).stream()
                .map(CertificateChecks::check)
                .toList();
    }

    private static Check check(ConfiguredCertificate one) {
        return switch (one.age()) {
            case VALID -> Check.ok(one.text());
            case ENDS_SOON ->
                Check.note(
                        one.text(), "ends at " + one.certificate().getNotAfter().toInstant());
            case EXPIRED ->
                Check.failed(
                        one.text(),
                        "has expired at " + one.certificate().getNotAfter().toInstant());
            case NOT_YET_VALID ->
                Check.failed(
                        one.text(),
                        "is not valid before "
                                + one.certificate().getNotBefore().toInstant());
        };
    }
}
