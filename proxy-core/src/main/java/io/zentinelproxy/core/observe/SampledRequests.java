package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.config.ObservabilitySettings.Selection;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.SampledIds;

/** Which requests have a line, where not all have. Decided by the request id, so that several proxies choose the same. */
final class SampledRequests {
    private final SampledIds chosen;
    private final boolean errorsAlways;

    SampledRequests(Selection selection) {
        chosen = new SampledIds(selection.rate());
        errorsAlways = selection.errorsAlways();
    }

    boolean take(Exchange exchange) {
        return errorsAlways && failed(exchange) || chosen.has(exchange);
    }

    private static boolean failed(Exchange exchange) {
        return exchange.status() >= 400 || exchange.fault() != null;
    }
}
