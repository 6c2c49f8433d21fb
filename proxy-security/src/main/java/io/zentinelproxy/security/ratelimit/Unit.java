package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.exchange.Exchange;

/** What a limiter counts. */
enum Unit {
    REQUESTS,
    REQUEST_OCTETS,
    RESPONSE_OCTETS;

    /** What is asked for before the request is served: where the cost is known at its end, whether anything is left. */
    long asked() {
        return this == REQUESTS ? 1 : 0;
    }

    /** What a request that is over has used and was not asked for. */
    long owed(Exchange exchange) {
        return switch (this) {
            case REQUESTS -> 0;
            case REQUEST_OCTETS -> exchange.requestOctets();
            case RESPONSE_OCTETS -> exchange.responseOctets();
        };
    }
}
