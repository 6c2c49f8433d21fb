package io.zentinelproxy.launcher.lint;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ObservabilitySettings.Metrics;
import java.util.List;
import java.util.stream.Stream;

/** What is warned of in what is told about the work. */
final class ObservabilityRules {
    static final List<Rule> ALL = List.of(
            new Rule(
                    "no-access-log",
                    "Nobody can say afterwards what was asked and answered. Add observability.access-log.",
                    configuration ->
                            when(!configuration.observability().accessLog().enabled(), "there is no access log")),
            new Rule(
                    "no-metrics",
                    "Without the admin server there are no metrics, and nothing to ask whether the proxy is ready.",
                    configuration ->
                            when(!configuration.observability().metrics().enabled(), "metrics are off")),
            new Rule(
                    "admin-exposed",
                    "Whoever reaches it reads names of routes and upstreams, and how much they serve. Bind it to 127.0.0.1, or to"
                            + " a network of your own.",
                    ObservabilityRules::exposed));

    private ObservabilityRules() {}

    private static Stream<String> exposed(Configuration configuration) {
        Metrics metrics = configuration.observability().metrics();
        boolean local = metrics.address().getAddress().isLoopbackAddress();
        return when(
                metrics.enabled() && !local,
                "the admin server listens on " + metrics.address().getAddress().getHostAddress() + ":"
                        + metrics.address().getPort() + ", not on loopback");
    }

    private static Stream<String> when(boolean found, String what) {
        return found ? Stream.of(what) : Stream.empty();
    }
}
