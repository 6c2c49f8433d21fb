package io.zentinelproxy.core.wire;

import io.zentinelproxy.core.testkit.RunningProxy;
import java.util.Map;
import java.util.stream.Collectors;

/** The metrics of a running proxy as a scraper reads them. */
public final class MetricSamples {

    private MetricSamples() {}

    /** Values by series: the name with its labels as written. */
    public static Map<String, Double> of(RunningProxy proxy) {
        return proxy.server()
                .observers()
                .metrics()
                .scrape()
                .lines()
                .filter(line -> !line.startsWith("#") && !line.isEmpty())
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.parseDouble(
                                line.substring(line.lastIndexOf(' ') + 1).replace("Inf", "Infinity"))));
    }
}
