package io.zentinelproxy.launcher.lint;

import io.zentinelproxy.core.config.Configuration;
import java.util.List;
import java.util.stream.Stream;

/** All rules, and what they say of a configuration. */
public final class Lint {
    private Lint() {}

    /** By subject; warnings come in this order. */
    public static List<Rule> rules() {
        return Stream.of(
                        ListenerRules.ALL,
                        RouteRules.ALL,
                        AccessRules.ALL,
                        UpstreamRules.ALL,
                        TlsRules.ALL,
                        CertificateRules.ALL,
                        ObservabilityRules.ALL)
                .flatMap(List::stream)
                .toList();
    }

    /**
     * What one rule found.
     *
     * @param findings at least one
     */
    public record Warning(Rule rule, List<String> findings) {

        /** A line for each finding, then the reason. */
        public String text() {
            StringBuilder text = new StringBuilder();
            findings.forEach(finding -> text.append("warning[")
                    .append(rule.code())
                    .append("]: ")
                    .append(finding)
                    .append('\n'));
            return text.append("  ").append(rule.reason()).append('\n').toString();
        }
    }

    public static List<Warning> of(Configuration configuration) {
        return rules().stream()
                .map(rule -> new Warning(rule, rule.finds().apply(configuration).toList()))
                .filter(warning -> !warning.findings().isEmpty())
                .toList();
    }
}
