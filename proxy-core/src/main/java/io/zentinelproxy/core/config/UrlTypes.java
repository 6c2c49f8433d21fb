package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlValue;
import io.zentinelproxy.core.uri.CanonicalAuthority;
import io.zentinelproxy.core.uri.CanonicalPath;
import io.zentinelproxy.core.uri.PathLeniency;
import io.zentinelproxy.core.uri.UriRefusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Types of the parts of a URL that a filter writes. */
final class UrlTypes {
    private static final int MAX_HOST = 253;
    private static final int MAX_PATH = 2048;

    /** Statuses whose Location a client follows by itself (RFC 9110 section 15.4). */
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /** A host as an authority carries it, in its one form, an IPv6 address in brackets. */
    static final ValueType<String> HOST = ValueType.ofText(
            "host",
            "a host without port, such as \"www.example.com\" or \"[2001:db8::1]\"",
            UrlTypes::host,
            UrlTypes::quoted);

    static final ValueType<Scheme> SCHEME = WordTypes.choice(schemes(), List.of());

    static final ValueType<Integer> PORT = QuantityTypes.count(1, 65_535);

    static final ValueType<Integer> REDIRECT_STATUS =
            new ValueType<>("status", "", "one of 301, 302, 303, 307, 308", UrlTypes::redirectStatus, String::valueOf);

    /** A path to be sent, in its one form, as a client may send it. */
    static final ValueType<String> PATH =
            ValueType.ofText("path", "a path that begins with `/`, such as \"/api\"", UrlTypes::path, UrlTypes::quoted);

    private UrlTypes() {}

    private static Map<String, Scheme> schemes() {
        Map<String, Scheme> schemes = new LinkedHashMap<>();
        schemes.put("http", Scheme.HTTP);
        schemes.put("https", Scheme.HTTPS);
        return schemes;
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static String host(String text) throws Refusal {
        if (text.length() > MAX_HOST) {
            throw Refusal.because("not a host: longer than " + MAX_HOST + " characters");
        }
        try {
            return CanonicalAuthority.host(text);
        } catch (UriRefusal notOne) {
            throw Refusal.because("not a host: " + notOne.reason());
        }
    }

    private static int redirectStatus(KdlValue value) throws Refusal {
        long status = QuantityTypes.whole(value);
        if (status > 999 || !REDIRECTS.contains((int) status)) {
            throw Refusal.because(status + " does not send a client elsewhere");
        }
        return (int) status;
    }

    private static String path(String text) throws Refusal {
        return form(text).text();
    }

    /** @throws Refusal where no request has such a path */
    static CanonicalPath form(String text) throws Refusal {
        HttpTypes.path(text);
        if (text.length() > MAX_PATH) {
            throw Refusal.because("a path of more than " + MAX_PATH + " characters");
        }
        try {
            return CanonicalPath.of(text, PathLeniency.NONE);
        } catch (UriRefusal notOne) {
            throw Refusal.because("no request has such a path: " + notOne.reason());
        }
    }
}
