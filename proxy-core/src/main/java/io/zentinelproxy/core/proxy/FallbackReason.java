package io.zentinelproxy.core.proxy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Why a request went to another upstream, as metrics and the client are told. */
enum FallbackReason {
    HEALTH_CHECK_FAILED,
    CONNECTION_ERROR,
    LATENCY_THRESHOLD,
    ERROR_CODE,
    BUDGET_EXHAUSTED;

    private final byte[] octets = word().getBytes(StandardCharsets.US_ASCII);

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    byte[] octets() {
        return octets;
    }
}
