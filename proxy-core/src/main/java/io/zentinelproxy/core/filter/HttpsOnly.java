package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.core.config.MatchSettings;
import io.zentinelproxy.core.config.PathChange;
import io.zentinelproxy.core.config.PolicySettings;
import io.zentinelproxy.core.config.Scheme;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;

/** Sends whoever asks in the clear to https, and nobody else, so that nobody goes in a circle. */
final class HttpsOnly implements RequestFilter {
    private final Redirect redirect;

    HttpsOnly(PolicySettings.HttpsOnly settings, MatchSettings route) {
        redirect = new Redirect(
                new FilterSettings.Redirect(
                        "redirect-to-https",
                        null,
                        Scheme.HTTPS,
                        settings.port(),
                        new PathChange.Keep(),
                        settings.status()),
                route);
    }

    @Override
    public Verdict onRequestHead(Exchange exchange) throws Fault {
        return exchange.secure() ? Verdict.CONTINUE : redirect.onRequestHead(exchange);
    }
}
