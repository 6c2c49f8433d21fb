package io.zentinelproxy.core.config;

import io.zentinelproxy.core.pattern.LinearPattern;
import io.zentinelproxy.core.pattern.PatternRefusal;
import io.zentinelproxy.core.uri.CanonicalAuthority;
import io.zentinelproxy.core.uri.UriRefusal;

/** Types of what a route asks of host, path and query. */
final class MatchTypes {
    private static final CharSet HOST_WITH_STARS = CharSet.LETTERS_AND_DIGITS.and("-_.*");
    private static final CharSet LITERAL = CharSet.of("0123456789abcdefABCDEF:.");

    /** A path, or the beginning of one, by the names of its segments. */
    static final ValueType<String> PATH = ValueType.ofText(
            "path", "a path that begins with `/`, such as \"/api\"", MatchTypes::path, MatchTypes::quoted);

    /** A regular expression. */
    static final ValueType<LinearPattern> PATTERN = ValueType.ofText(
            "pattern",
            "a regular expression without lookaround and backreferences, such as \"\\\\.(png|jpg)$\"",
            MatchTypes::pattern,
            pattern -> quoted(pattern.toString()));

    /** One host or many. */
    static final ValueType<HostMatch> HOSTS = ValueType.ofText(
            "host",
            "a host name without port, such as \"www.example.com\" or \"*.example.com\", or a regular expression",
            MatchTypes::host,
            host -> quoted(render(host)));

    /** A name or value in the query, as it is meant: without percent-encoding. */
    static final ValueType<String> QUERY_TEXT =
            ValueType.ofText("text", "a text without percent-encoding", text -> text, MatchTypes::quoted);

    /** The name of a query parameter. */
    static final ValueType<String> QUERY_NAME = ValueType.ofText(
            "text",
            "the name of a query parameter, without percent-encoding",
            MatchTypes::queryName,
            MatchTypes::quoted);

    private MatchTypes() {}

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static LinearPattern pattern(String text) throws Refusal {
        if (text.isEmpty()) {
            throw Refusal.because("an empty pattern matches everything");
        }
        try {
            return LinearPattern.compile(text);
        } catch (PatternRefusal e) {
            throw Refusal.because("not usable as a pattern: " + e.getMessage());
        }
    }

    private static String queryName(String text) throws Refusal {
        if (text.isEmpty()) {
            throw Refusal.because("an empty name");
        }
        return text;
    }

    private static String path(String text) throws Refusal {
        if (text.indexOf(';') >= 0) {
            throw Refusal.because("parameters are no part of a segment's name: a route for `/a` takes `/a;x`, too");
        }
        return UrlTypes.form(text).namesText();
    }

    private static HostMatch host(String text) throws Refusal {
        if (isAddressLiteral(text)) {
            return new HostMatch.Exact(name(text));
        }
        if (HOST_WITH_STARS.spells(text) && text.indexOf('*') >= 0) {
            return withStars(text);
        }
        // As the original decides it: a bracket makes it a pattern.
        if (text.indexOf('*') >= 0 || text.indexOf('[') >= 0) {
            return new HostMatch.Pattern(ignoringCase(text));
        }
        return new HostMatch.Exact(name(text));
    }

    private static boolean isAddressLiteral(String text) {
        return text.startsWith("[")
                && text.endsWith("]")
                && text.indexOf(':') > 0
                && LITERAL.spells(text.substring(1, text.length() - 1));
    }

    /** A star before the first dot stands for any labels, elsewhere for any characters of one label. */
    private static HostMatch withStars(String text) throws Refusal {
        if (text.chars().allMatch(c -> c == '*')) {
            throw Refusal.because("`" + text + "` takes every host, as a route without `host` does");
        }
        if (text.startsWith("*.") && text.indexOf('*', 1) < 0) {
            return new HostMatch.Suffix("." + name(text.substring(2)));
        }
        name(text.replace('*', 'x'));
        return new HostMatch.Pattern(ignoringCase("^" + text.replace(".", "\\.").replace("*", "[^.]*") + "$"));
    }

    private static String name(String text) throws Refusal {
        try {
            return CanonicalAuthority.host(text);
        } catch (UriRefusal notOne) {
            throw Refusal.because("not a host name: " + notOne.reason());
        }
    }

    private static LinearPattern ignoringCase(String text) throws Refusal {
        try {
            return LinearPattern.compileIgnoringCase(text);
        } catch (PatternRefusal e) {
            throw Refusal.because("not usable as a pattern: " + e.getMessage());
        }
    }

    private static String render(HostMatch host) {
        return switch (host) {
            case HostMatch.Exact exact -> exact.name();
            case HostMatch.Suffix suffix -> "*" + suffix.suffix();
            case HostMatch.Pattern pattern -> pattern.pattern().toString();
        };
    }
}
