package io.zentinelproxy.core.route;

import io.zentinelproxy.core.pattern.LinearPattern;
import java.util.ArrayList;
import java.util.List;

/**
 * The whole segments that every path begins with in which a pattern is found: {@code ^/users/[0-9]+} asks for {@code /users/}. When in doubt
 * there are none.
 */
final class LiteralPrefix {
    private static final String PLAIN = "/-_~%!&,;:=@";

    private LiteralPrefix() {}

    /** One prefix for each pattern, each with a slash at its end; empty where one of them has none. */
    static List<String> ofAll(List<LinearPattern> patterns) {
        List<String> prefixes = new ArrayList<>();
        for (LinearPattern pattern : patterns) {
            String prefix = of(pattern.toString());
            if (prefix.isEmpty()) {
                return List.of();
            }
            prefixes.add(prefix);
        }
        return prefixes;
    }

    /** Only {@code ^} binds a pattern to the beginning, and an alternative beside it would not be bound. */
    private static String of(String pattern) {
        if (!pattern.startsWith("^/") || pattern.indexOf('|') >= 0) {
            return "";
        }
        int end = 1;
        while (end < pattern.length() && isPlain(pattern.charAt(end))) {
            end++;
        }
        boolean lastIsOptional = end < pattern.length() && "?*{".indexOf(pattern.charAt(end)) >= 0;
        int cut = lastIsOptional ? end - 1 : end;
        return pattern.substring(1, pattern.lastIndexOf('/', cut - 1) + 1);
    }

    private static boolean isPlain(char c) {
        return c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
    }
}
