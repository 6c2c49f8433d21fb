package io.zentinelproxy.launcher.lint;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.launcher.certificates.CertificateAge;
import io.zentinelproxy.launcher.certificates.ConfiguredCertificate;
import io.zentinelproxy.launcher.certificates.ConfiguredCertificate.Role;
import io.zentinelproxy.launcher.certificates.KeyStrength;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is warned of in certificates. */
final class CertificateRules {
    /** Names that no public authority certifies: RFC 6761, RFC 6762, RFC 9476 and ICANN's {@code .internal}. */
    private static final Set<String> PRIVATE =
            Set.of("alt", "example", "home", "internal", "invalid", "lan", "local", "localhost", "test");

    static final List<Rule> ALL = List.of(
            new Rule(
                    "certificate-expired",
                    "Whoever verifies it refuses it. Renew it; a running Zentinel takes the new files within seconds.",
                    configuration -> aged(configuration, CertificateAge.EXPIRED, "has expired at ", true)),
            new Rule(
                    "certificate-not-yet-valid",
                    "Whoever verifies it refuses it until then. Look at the clock of whoever made it.",
                    configuration -> aged(configuration, CertificateAge.NOT_YET_VALID, "is not valid before ", false)),
            new Rule(
                    "certificate-ends-soon",
                    "What renews certificates by itself does so a month before their end, or in the last third of their time.",
                    configuration -> aged(configuration, CertificateAge.ENDS_SOON, "ends at ", true)),
            new Rule(
                    "self-signed-certificate",
                    "Browsers refuse it, and people learn to click such warnings away. Get one from an authority.",
                    CertificateRules::selfSigned),
            new Rule(
                    "weak-certificate",
                    "Clients refuse it, or will soon. Make a key on P-256, or one of RSA with 2048 bits or more.",
                    CertificateRules::weak));

    private CertificateRules() {}

    private static Stream<String> aged(Configuration configuration, CertificateAge age, String what, boolean end) {
        return ConfiguredCertificate.of(configuration).stream()
                .filter(one -> one.age() == age)
                .map(one -> one.text() + " " + what
                        + (end
                                        ? one.certificate().getNotAfter()
                                        : one.certificate().getNotBefore())
                                .toInstant());
    }

    private static Stream<String> selfSigned(Configuration configuration) {
        return ConfiguredCertificate.of(configuration).stream()
                .filter(one -> one.role() == Role.LISTENER && one.isSelfSigned())
                .filter(one -> one.names().stream().anyMatch(IS_PUBLIC))
                .map(one -> one.text() + " is signed by itself, for " + String.join(", ", one.names()));
    }

    private static final Predicate<String> IS_PUBLIC = name -> {
        int dot = name.lastIndexOf('.');
        return dot > 0 && !PRIVATE.contains(name.substring(dot + 1));
    };

    private static Stream<String> weak(Configuration configuration) {
        return ConfiguredCertificate.of(configuration).stream()
                .filter(one -> KeyStrength.weakness(one.certificate()) != null)
                .map(one -> one.text() + " has " + KeyStrength.weakness(one.certificate()));
    }
}
