package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.config.ObservabilitySettings.Selection;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.RequestIds;

/** Which requests have a line, where not all have. Decided by the request id, so that several proxies choose the same. */
final class SampledRequests {
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    /** Of 2^63. */
    private final double threshold;

    private final boolean all;
    private final boolean errorsAlways;

    SampledRequests(Selection selection) {
        threshold = selection.rate() * 0x1p63;
        all = selection.rate() == 1.0;
        errorsAlways = selection.errorsAlways();
    }

    boolean take(Exchange exchange) {
        return all || errorsAlways && failed(exchange) || (hash(exchange) >>> 1) < threshold;
    }

    private static boolean failed(Exchange exchange) {
        return exchange.status() >= 400 || exchange.fault() != null;
    }

    private static long hash(Exchange exchange) {
        byte[] id = exchange.requestId();
        int length = exchange.requestIdLength();
        long hash = length;
        for (int i = 0; i < length; i++) {
            hash = (hash + id[i]) * MULTIPLIER;
        }
        return RequestIds.mixed(hash);
    }
}
