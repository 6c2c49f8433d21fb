package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.KdlValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Types of the parts of a URL that a filter writes. */
final class UrlTypes {
    private static final CharSet NAME = CharSet.LETTERS_AND_DIGITS.and("-_.");
    private static final CharSet LITERAL = CharSet.of("0123456789abcdefABCDEF:.");
    private static final CharSet HEX = CharSet.of("0123456789abcdefABCDEF");

    /** Slash, backslash and NUL. */
    private static final Set<String> REFUSED_CODES = Set.of("2f", "5c", "00");

    private static final int MAX_HOST = 253;
    private static final int MAX_PATH = 2048;

    /** Statuses whose Location a client follows by itself (RFC 9110 section 15.4). */
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    /** A host as an authority carries it, in lower case, an IPv6 address in brackets. */
    static final ValueType<String> HOST = ValueType.ofText(
            "host",
            "a host without port, such as \"www.example.com\" or \"[2001:db8::1]\"",
            UrlTypes::host,
            UrlTypes::quoted);

    static final ValueType<Scheme> SCHEME = WordTypes.choice(schemes(), List.of());

    static final ValueType<Integer> PORT = QuantityTypes.count(1, 65_535);

    static final ValueType<Integer> REDIRECT_STATUS =
            new ValueType<>("status", "", "one of 301, 302, 303, 307, 308", UrlTypes::redirectStatus, String::valueOf);

    /** A path to be sent, or that a request has: as a client may send it, and no origin reads it otherwise. */
    static final ValueType<String> PATH = ValueType.ofText(
            "path",
            "a path that begins with `/`, without dot segments, such as \"/api\"",
            UrlTypes::path,
            UrlTypes::quoted);

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
        String host = text.toLowerCase(Locale.ROOT);
        boolean literal = host.startsWith("[") && host.endsWith("]");
        boolean fits = literal
                ? host.indexOf(':') > 0 && LITERAL.spells(host.substring(1, host.length() - 1))
                : NAME.spells(host) && !host.startsWith(".") && !host.contains("..");
        if (!fits || host.length() > MAX_HOST) {
            throw Refusal.because("not a host");
        }
        return host;
    }

    private static int redirectStatus(KdlValue value) throws Refusal {
        long status = QuantityTypes.whole(value);
        if (status > 999 || !REDIRECTS.contains((int) status)) {
            throw Refusal.because(status + " does not send a client elsewhere");
        }
        return (int) status;
    }

    private static String path(String text) throws Refusal {
        String path = HttpTypes.path(text);
        if (path.length() > MAX_PATH) {
            throw Refusal.because("a path of more than " + MAX_PATH + " characters");
        }
        requirePlain(path.toLowerCase(Locale.ROOT));
        return path;
    }

    /** What a request's own path may not hold either, since origins disagree on what it means. */
    private static void requirePlain(String path) throws Refusal {
        for (String segment : path.replace("%2e", ".").split("[/;]", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw Refusal.because("a path with a dot segment");
            }
        }
        for (int percent = path.indexOf('%'); percent >= 0; percent = path.indexOf('%', percent + 1)) {
            String code = path.substring(percent + 1, Math.min(percent + 3, path.length()));
            if (code.length() < 2 || !HEX.spells(code) || REFUSED_CODES.contains(code)) {
                throw Refusal.because("`%" + code + "` encodes nothing that a path may hold");
            }
        }
        if (path.indexOf('\\') >= 0) {
            throw Refusal.because("a backslash is a slash to some origins");
        }
    }
}
