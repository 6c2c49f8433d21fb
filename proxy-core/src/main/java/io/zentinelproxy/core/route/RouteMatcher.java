package io.zentinelproxy.core.route;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.MatchSettings;
import io.zentinelproxy.core.http.Authority;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;
import java.util.List;

/** The conditions of one route as octets, compared with a request head without making strings. */
final class RouteMatcher {
    /** What a condition adds to how specific a route is; the original's figures. */
    private static final int EXACT_PATH = 10_000;

    private static final int PREFIX = 1_000;
    private static final int HOST = 70;
    private static final int HEADER_VALUE = 30;
    private static final int HEADER_PRESENT = 20;
    private static final int METHOD = 10;

    private static final byte[] ROOT = {'/'};

    private final Route route;
    private final int priority;
    private final int specificity;
    private final byte[][] paths;
    private final byte[][] prefixes;
    private final byte[][] hosts;
    private final byte[][] methods;
    private final FieldCondition[] fields;

    /** A field that must be there and, where value is not empty-handed null, say exactly this. */
    private record FieldCondition(byte[] name, byte @org.jspecify.annotations.Nullable [] value) {}

    RouteMatcher(Route route, int priority, MatchSettings settings) {
        this.route = route;
        this.priority = priority;
        specificity = specificity(settings);
        paths = octets(settings.paths());
        prefixes = octets(settings.pathPrefixes());
        hosts = octets(settings.hosts());
        methods = octets(settings.methods());
        fields = settings.headers().stream()
                .map(header -> new FieldCondition(Ascii.octets(header.name()), orNull(header.value())))
                .toArray(FieldCondition[]::new);
    }

    private static byte @org.jspecify.annotations.Nullable [] orNull(@org.jspecify.annotations.Nullable String value) {
        return value == null ? null : Ascii.octets(value);
    }

    private static byte[][] octets(List<String> texts) {
        return texts.stream().map(Ascii::octets).toArray(byte[][]::new);
    }

    private static int specificity(MatchSettings settings) {
        int path = settings.pathPrefixes().stream()
                .mapToInt(prefix -> PREFIX + prefix.length())
                .max()
                .orElse(0);
        int score = settings.paths().isEmpty() ? path : EXACT_PATH;
        score += settings.hosts().isEmpty() ? 0 : HOST;
        score += settings.methods().isEmpty() ? 0 : METHOD;
        for (MatchSettings.HeaderMatch header : settings.headers()) {
            score += header.value() == null ? HEADER_PRESENT : HEADER_VALUE;
        }
        return score;
    }

    Route route() {
        return route;
    }

    int priority() {
        return priority;
    }

    int specificity() {
        return specificity;
    }

    boolean matches(RequestHead head) {
        return matchesPath(head) && matchesMethod(head) && matchesHost(head) && matchesFields(head.fields());
    }

    /** An exact path and a prefix are both conditions on the path: alternatives of one kind. */
    private boolean matchesPath(RequestHead head) {
        if (paths.length + prefixes.length == 0) {
            return true;
        }
        boolean root = head.pathStart() == head.pathEnd();
        byte[] octets = root ? ROOT : head.octets();
        int start = root ? 0 : head.pathStart();
        int end = root ? 1 : head.pathEnd();
        for (byte[] path : paths) {
            if (Ascii.equals(octets, start, end, path)) {
                return true;
            }
        }
        for (byte[] prefix : prefixes) {
            if (startsWith(octets, start, end, prefix)) {
                return true;
            }
        }
        return false;
    }

    /** A prefix ends where a segment ends: /v2 is no prefix of /v2x. */
    private static boolean startsWith(byte[] octets, int start, int end, byte[] prefix) {
        int after = start + prefix.length;
        if (after > end || !Ascii.equals(octets, start, after, prefix)) {
            return false;
        }
        return after == end || octets[after] == '/' || prefix.length > 0 && prefix[prefix.length - 1] == '/';
    }

    private boolean matchesMethod(RequestHead head) {
        for (byte[] method : methods) {
            if (Ascii.equals(head.octets(), head.methodStart(), head.methodEnd(), method)) {
                return true;
            }
        }
        return methods.length == 0;
    }

    private boolean matchesHost(RequestHead head) {
        if (hosts.length == 0) {
            return true;
        }
        byte[] octets = head.authorityOctets();
        int start = head.authorityStart();
        int end = Authority.hostEnd(octets, start, head.authorityEnd());
        if (end > start && octets[end - 1] == '.') {
            end--;
        }
        for (byte[] host : hosts) {
            if (Ascii.equalsIgnoreCase(octets, start, end, host)) {
                return true;
            }
        }
        return false;
    }

    private boolean matchesFields(Fields present) {
        for (FieldCondition condition : fields) {
            if (!matches(present, condition)) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(Fields present, FieldCondition condition) {
        for (int line = present.find(condition.name, 0); line >= 0; line = present.find(condition.name, line + 1)) {
            byte[] value = condition.value;
            if (value == null
                    || Ascii.equals(present.octets(line), present.valueStart(line), present.valueEnd(line), value)) {
                return true;
            }
        }
        return false;
    }
}
