package io.zentinelproxy.core.route;

import io.zentinelproxy.core.config.HostMatch;
import io.zentinelproxy.core.config.MatchSettings;
import io.zentinelproxy.core.config.MatchSettings.HeaderMatch;
import io.zentinelproxy.core.config.MatchSettings.QueryMatch;
import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.config.ServiceSettings;
import io.zentinelproxy.core.pattern.LinearPattern;
import io.zentinelproxy.core.pattern.PatternRefusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Routes and requests from a small world, so that they meet often. */
final class RandomRoutes {
    private static final String[] SEGMENTS = {"", "a", "b", "ab", "a.b", "A"};
    private static final String[] LABELS = {"a", "b", "ab", "x"};
    private static final String[] PATH_PATTERNS = {
        "^/a/", "^/a", "/b$", "a.b", "^/ab/?$", "^/a/b*", "^/a|^/b", "^/$", "[Aa]b?", "^/a.b/[a-b]+", "^/b/a+"
    };
    private static final String[] HOST_PATTERNS = {"^a[^.]*\\.b$", "x", "^[ab]\\."};

    private final Random random;

    RandomRoutes(long seed) {
        random = new Random(seed);
    }

    List<RouteSettings> routes() {
        List<RouteSettings> routes = new ArrayList<>();
        for (int i = random.nextInt(25); i >= 0; i--) {
            routes.add(route("r" + routes.size(), random.nextInt(4) == 0 ? 100 : 50, matches()));
        }
        return routes;
    }

    /** A route of which only matching counts. */
    static RouteSettings route(String id, int priority, MatchSettings matches) {
        return new RouteSettings(
                id,
                null,
                priority,
                matches,
                new ServiceSettings.Forward("u"),
                List.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                List.of());
    }

    private MatchSettings matches() {
        return new MatchSettings(
                some(3, this::path),
                some(2, this::path),
                some(5, this::pathPattern),
                some(2, this::hostMatch),
                some(4, () -> oneOf("GET", "POST")),
                some(6, () -> new HeaderMatch(oneOf("x", "y"), oneOf(null, "1", "2"))),
                some(6, () -> new QueryMatch(oneOf("p", "q r"), oneOf(null, "", "1", "+"))));
    }

    /** Nothing most of the time, else one or two. */
    private <T> List<T> some(int seldom, Supplier<T> one) {
        if (random.nextInt(seldom) != 0) {
            return List.of();
        }
        return random.nextBoolean() ? List.of(one.get()) : List.of(one.get(), one.get());
    }

    @SafeVarargs
    private <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String path() {
        StringBuilder path = new StringBuilder();
        for (int i = random.nextInt(4); i >= 0; i--) {
            path.append('/').append(oneOf(SEGMENTS));
        }
        return path.toString();
    }

    private String host() {
        StringBuilder host = new StringBuilder(oneOf(LABELS));
        for (int i = random.nextInt(3); i > 0; i--) {
            host.append('.').append(oneOf(LABELS));
        }
        return host.toString();
    }

    private HostMatch hostMatch() {
        return switch (random.nextInt(7)) {
            case 0 -> new HostMatch.Pattern(hostPattern());
            case 1, 2 -> new HostMatch.Suffix("." + host());
            case 3 -> new HostMatch.Exact("[::1]");
            default -> new HostMatch.Exact(host());
        };
    }

    private LinearPattern pathPattern() {
        try {
            return LinearPattern.compile(oneOf(PATH_PATTERNS));
        } catch (PatternRefusal e) {
            throw new AssertionError(e);
        }
    }

    private LinearPattern hostPattern() {
        try {
            return LinearPattern.compileIgnoringCase(oneOf(HOST_PATTERNS));
        } catch (PatternRefusal e) {
            throw new AssertionError(e);
        }
    }

    Sample request() {
        String host = random.nextInt(10) == 0 ? "[::1]" : host() + oneOf("", "", ".");
        return new Sample(
                oneOf("GET", "POST"),
                (random.nextBoolean() ? host : host.toUpperCase(java.util.Locale.ROOT)) + oneOf("", ":80"),
                path(),
                oneOf("", "p", "p=1", "q+r=%2b&p=", "q%20r=1&p=2&p=1", "%70=%31", "&&p"),
                some(2, () -> new String[] {oneOf("X", "y"), oneOf("1", "2")}));
    }
}
