package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.FilterSettings.AllowedOrigin;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Reads filters of the type {@code cors}. */
final class CorsReader {
    private static final CharSet ORIGIN = CharSet.LETTERS_AND_DIGITS.and("-_.:[]");
    private static final CharSet TOKEN = CharSet.LETTERS_AND_DIGITS.and("!#$%&'*+-.^_`|~");
    private static final int MAX_ORIGIN = 255;
    private static final Duration DAY = Duration.ofDays(1);
    private static final List<String> METHODS = List.of("GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH");

    /** Every origin. */
    private static final AllowedOrigin ANY = new AllowedOrigin("*", null);

    private static final Key<AllowedOrigin> ORIGINS = Key.plural(
            "allowed-origins",
            ValueType.ofText(
                    "origin",
                    "\"*\", an origin such as \"https://app.example.com\", or its subdomains: \"https://*.example.com\"",
                    CorsReader::origin,
                    origin -> '"' + origin.before() + '"'),
            "\"*\"",
            "Whose pages may read answers.");

    private static final Key<String> ALLOWED_METHODS = Key.plural(
            "allowed-methods",
            token("method"),
            String.join(", ", METHODS),
            "Methods that a page may use, told to a preflight; \"*\" for all.");

    private static final Key<String> ALLOWED_HEADERS = Key.plural(
            "allowed-headers",
            token("field name"),
            "those that need no preflight",
            "Header fields that a page may send, told to a preflight; \"*\" for all.");

    private static final Key<String> EXPOSED_HEADERS = Key.plural(
            "exposed-headers",
            token("field name"),
            "the safelisted",
            "Header fields of an answer that a page may read.");

    private static final Key<Boolean> CREDENTIALS = Key.defaulting(
            "allow-credentials",
            WordTypes.SWITCH,
            false,
            "Whether cookies may be sent along; only with named origins, else every page could act as its visitor.");

    private static final Key<Duration> MAX_AGE = Key.defaulting(
                    "max-age-secs",
                    QuantityTypes.seconds(Duration.ZERO, Duration.ofDays(365)),
                    DAY,
                    "How long a browser may remember the answer to a preflight.")
            .alias("max-age");

    static final Block BLOCK = FilterBlock.of(
            "cors",
            "Lets pages of other origins read answers; preflights are answered here, and an origin server's own fields replaced.",
            ORIGINS,
            ALLOWED_METHODS,
            ALLOWED_HEADERS,
            EXPOSED_HEADERS,
            CREDENTIALS,
            MAX_AGE);

    private CorsReader() {}

    private static ValueType<String> token(String name) {
        return ValueType.ofText(name, "a " + name + ", or \"*\"", CorsReader::readToken, text -> '"' + text + '"');
    }

    private static String readToken(String text) throws Refusal {
        if (!TOKEN.spells(text)) {
            throw Refusal.because("not a token");
        }
        return text;
    }

    static FilterSettings read(String id, Section section) {
        List<AllowedOrigin> written = section.all(ORIGINS);
        boolean any = written.isEmpty() || written.contains(ANY);
        boolean credentials = section.get(CREDENTIALS);
        if (any && credentials) {
            section.report(
                    "`allow-credentials` with any origin lets every page act as its visitor",
                    "named `allowed-origins`");
        }
        List<String> methods = section.all(ALLOWED_METHODS);
        return new FilterSettings.Cors(
                id,
                any ? List.of() : List.copyOf(written),
                methods.isEmpty() ? METHODS : List.copyOf(methods),
                List.copyOf(section.all(ALLOWED_HEADERS)),
                List.copyOf(section.all(EXPOSED_HEADERS)),
                credentials,
                section.get(MAX_AGE));
    }

    /** A browser writes an origin without a slash behind it, in lower case. */
    private static AllowedOrigin origin(String text) throws Refusal {
        if (text.equals("*")) {
            return ANY;
        }
        int host = text.indexOf("://") + 3;
        boolean wild = text.startsWith("*.", Math.max(host, 0));
        String name = text.substring(wild ? host + 1 : Math.max(host, 0));
        boolean http = text.startsWith("http://") || text.startsWith("https://");
        if (!http || !ORIGIN.spells(name) || name.equals(".") || text.length() > MAX_ORIGIN) {
            throw Refusal.because("not an origin");
        }
        if (!text.toLowerCase(Locale.ROOT).equals(text)) {
            throw Refusal.because("a browser writes an origin in lower case");
        }
        return wild ? new AllowedOrigin(text.substring(0, host), name) : new AllowedOrigin(text, null);
    }
}
