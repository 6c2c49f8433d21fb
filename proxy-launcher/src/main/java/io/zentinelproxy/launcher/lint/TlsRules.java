package io.zentinelproxy.launcher.lint;

import io.zentinelproxy.core.certificate.CipherSuites;
import io.zentinelproxy.core.certificate.TlsVersion;
import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.core.config.HeaderEdits;
import io.zentinelproxy.core.config.ListenerSettings;
import io.zentinelproxy.core.config.Scheme;
import io.zentinelproxy.core.config.TlsSettings;
import io.zentinelproxy.core.config.UpstreamTlsSettings;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What is warned of in how connections are encrypted, or are not. */
final class TlsRules {
    private static final String HSTS = "Strict-Transport-Security";
    private static final int HTTP_PORT = 80;

    static final List<Rule> ALL = List.of(
            new Rule(
                    "unverified-upstream",
                    "Whoever answers at the address of a target reads and changes what passes. Name the authority of its"
                            + " certificate by ca-cert, and its name by sni or verify-names.",
                    TlsRules::unverified),
            new Rule(
                    "no-tls-1-3",
                    "TLS 1.3 hides certificates from whoever listens, and needs a round trip less. Leave max-version out.",
                    TlsRules::withoutNewest),
            new Rule(
                    "old-cipher-suite",
                    "Who agrees on it has no forward secrecy, or an encryption with a history of attacks, and no HTTP/2 (RFC 9113"
                            + " appendix A). Leave cipher-suites out.",
                    TlsRules::withOldSuites),
            new Rule(
                    "no-hsts",
                    "A browser's first request goes out in the clear, where anybody between can take it over. Set the field"
                            + " Strict-Transport-Security (RFC 6797) by a filter of type headers.",
                    TlsRules::withoutHsts),
            new Rule(
                    "no-https-redirect",
                    "Who comes by http:// stays there, though there is https://. Send such requests on by a filter of type"
                            + " redirect with scheme \"https\".",
                    TlsRules::withoutRedirect));

    private TlsRules() {}

    private static Stream<String> unverified(Configuration configuration) {
        return configuration.upstreams().stream()
                .filter(upstream -> {
                    UpstreamTlsSettings tls = upstream.tls();
                    return tls != null && tls.skipVerify();
                })
                .map(upstream -> "upstream \"" + upstream.id() + "\" verifies no certificate (insecure-skip-verify)");
    }

    private static Stream<String> withoutNewest(Configuration configuration) {
        Stream<String> listeners = configuration.listeners().stream()
                .filter(listener -> {
                    TlsSettings tls = listener.tls();
                    return tls != null && tls.policy().maxVersion() != TlsVersion.TLS_1_3;
                })
                .map(listener -> "listener \"" + listener.id() + "\"");
        Stream<String> upstreams = configuration.upstreams().stream()
                .filter(upstream -> {
                    UpstreamTlsSettings tls = upstream.tls();
                    return tls != null && tls.maxVersion() != TlsVersion.TLS_1_3;
                })
                .map(upstream -> "upstream \"" + upstream.id() + "\"");
        return Stream.concat(listeners, upstreams).map(who -> who + " does not speak TLS 1.3");
    }

    private static Stream<String> withOldSuites(Configuration configuration) {
        return configuration.listeners().stream().flatMap(listener -> {
            TlsSettings tls = listener.tls();
            return tls == null
                    ? Stream.empty()
                    : tls.policy().cipherSuites().stream()
                            .filter(suite -> !CipherSuites.mayCarryHttp2(suite))
                            .map(suite -> "listener \"" + listener.id() + "\" agrees to " + suite);
        });
    }

    private static Stream<String> withoutHsts(Configuration configuration) {
        if (anyFilter(configuration, TlsRules::setsHsts)) {
            return Stream.empty();
        }
        return encrypted(configuration, true)
                .map(listener -> "no route sets " + HSTS + ", for listener \"" + listener.id() + "\"");
    }

    /** One route that does is taken for a sign that it was thought of. */
    private static boolean anyFilter(Configuration configuration, Predicate<FilterSettings> which) {
        return configuration.routes().stream()
                .flatMap(route -> route.filters().stream())
                .anyMatch(which);
    }

    private static Stream<ListenerSettings> encrypted(Configuration configuration, boolean wanted) {
        return configuration.listeners().stream().filter(listener -> (listener.tls() != null) == wanted);
    }

    private static boolean setsHsts(FilterSettings filter) {
        if (!(filter instanceof FilterSettings.Headers headers)) {
            return false;
        }
        HeaderEdits edits = headers.edits();
        return Stream.concat(edits.set().stream(), edits.add().stream())
                .anyMatch(line -> line.name().equalsIgnoreCase(HSTS));
    }

    private static Stream<String> withoutRedirect(Configuration configuration) {
        if (encrypted(configuration, true).findAny().isEmpty() || anyFilter(configuration, TlsRules::leadsToHttps)) {
            return Stream.empty();
        }
        return encrypted(configuration, false)
                .filter(listener -> listener.address().getPort() == HTTP_PORT)
                .map(listener -> "listener \"" + listener.id() + "\" answers on port 80 and sends nobody on to https");
    }

    private static boolean leadsToHttps(FilterSettings filter) {
        return filter instanceof FilterSettings.Redirect redirect && redirect.scheme() == Scheme.HTTPS;
    }
}
