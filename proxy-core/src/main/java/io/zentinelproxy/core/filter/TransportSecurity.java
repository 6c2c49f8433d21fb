package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.config.PolicySettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.http.ResponseHead;

/** Strict-Transport-Security, only in answers over TLS: one in the clear may be forged, and is ignored (RFC 6797 section 7.2). */
final class TransportSecurity implements ResponseFilter {
    private final FieldLine line;

    TransportSecurity(PolicySettings.Hsts settings) {
        String value = "max-age=" + settings.maxAge().toSeconds()
                + (settings.includeSubdomains() ? "; includeSubDomains" : "")
                + (settings.preload() ? "; preload" : "");
        line = new FieldLine("Strict-Transport-Security", value);
    }

    @Override
    public void onResponseHead(Exchange exchange, ResponseHead head) {
        if (exchange.secure()) {
            line.setIn(head.fields());
        }
    }
}
