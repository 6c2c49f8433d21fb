package io.zentinelproxy.core.route;

import io.zentinelproxy.core.config.HostMatch;
import io.zentinelproxy.core.config.MatchSettings;
import io.zentinelproxy.core.config.RouteSettings;
import io.zentinelproxy.core.pattern.LinearPattern;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What routing means, written down as plainly as it can be: all routes in order, one by one, with strings and the JDK's patterns. */
final class LinearScan {
    private final List<RouteSettings> ordered;

    LinearScan(List<RouteSettings> routes, ToIntFunction<RouteSettings> scope) {
        ordered = routes.stream()
                .sorted(Comparator.comparingInt(scope)
                        .thenComparingInt(RouteSettings::priority)
                        .thenComparingInt(route -> Specificity.of(route.matches()))
                        .reversed())
                .toList();
    }

    /** The id of the route taken, or empty. */
    String match(Sample request) {
        return ordered.stream()
                .filter(route -> matches(route.matches(), request))
                .map(RouteSettings::id)
                .findFirst()
                .orElse("");
    }

    private static boolean matches(MatchSettings conditions, Sample request) {
        return any(conditions.paths(), request.path()::equals)
                && any(conditions.pathPrefixes(), prefix -> isPrefix(prefix, request.path()))
                && any(conditions.pathPatterns(), pattern -> finds(pattern, request.path()))
                && any(conditions.hosts(), host -> isHost(host, hostOf(request)))
                && any(conditions.methods(), request.method()::equals)
                && conditions.headers().stream()
                        .allMatch(header -> request.fields().stream()
                                .anyMatch(field -> field[0].equalsIgnoreCase(header.name())
                                        && (header.value() == null || field[1].equals(header.value()))))
                && conditions.queryParams().stream()
                        .allMatch(param -> parameters(request)
                                .anyMatch(given -> given.getKey().equals(param.name())
                                        && (param.value() == null
                                                || given.getValue().equals(param.value()))));
    }

    private static <T> boolean any(List<T> alternatives, java.util.function.Predicate<T> holds) {
        return alternatives.isEmpty() || alternatives.stream().anyMatch(holds);
    }

    private static boolean isPrefix(String prefix, String path) {
        return path.equals(prefix) || path.startsWith(prefix.endsWith("/") ? prefix : prefix + "/");
    }

    private static boolean finds(LinearPattern pattern, String text) {
        return Pattern.compile(pattern.toString()).matcher(text).find();
    }

    private static String hostOf(Sample request) {
        String host = request.host().replaceFirst(":[0-9]*$", "");
        return (host.endsWith(".") ? host.substring(0, host.length() - 1) : host).toLowerCase(Locale.ROOT);
    }

    private static boolean isHost(HostMatch wanted, String host) {
        return switch (wanted) {
            case HostMatch.Exact exact -> host.equals(exact.name());
            case HostMatch.Suffix suffix ->
                host.endsWith(suffix.suffix())
                        && host.length() > suffix.suffix().length();
            case HostMatch.Pattern pattern -> finds(pattern.pattern(), host);
        };
    }

    private static Stream<Map.Entry<String, String>> parameters(Sample request) {
        return Stream.of(request.query().split("&"))
                .filter(text -> !text.isEmpty())
                .map(text -> {
                    String[] parts = text.split("=", 2);
                    return Map.entry(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1]));
                });
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
