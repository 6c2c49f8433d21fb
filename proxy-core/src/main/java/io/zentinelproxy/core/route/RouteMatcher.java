package io.zentinelproxy.core.route;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.MatchSettings;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.http.RequestHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The conditions of one route as octets, compared with a request head without making strings. */
final class RouteMatcher {
    private final Route route;
    private final MatchSettings settings;
    private final int priority;
    private final int specificity;
    private final PathConditions path;
    private final HostConditions host;
    private final byte[][] methods;
    private final FieldCondition[] fields;
    private final QueryCondition[] queryParams;

    /** A field that must be there and, where value is not null, say exactly this. */
    private record FieldCondition(byte[] name, byte @Nullable [] value) {}

    RouteMatcher(Route route, int priority, MatchSettings settings) {
        this.route = route;
        this.settings = settings;
        this.priority = priority;
        specificity = Specificity.of(settings);
        path = new PathConditions(settings);
        host = new HostConditions(settings.hosts());
        methods = octets(settings.methods());
        fields = settings.headers().stream()
                .map(header -> new FieldCondition(Ascii.octets(header.name()), orNull(header.value())))
                .toArray(FieldCondition[]::new);
        queryParams = settings.queryParams().stream().map(QueryCondition::new).toArray(QueryCondition[]::new);
    }

    private static byte @Nullable [] orNull(@Nullable String value) {
        return value == null ? null : Ascii.octets(value);
    }

    private static byte[][] octets(List<String> texts) {
        return texts.stream().map(Ascii::octets).toArray(byte[][]::new);
    }

    Route route() {
        return route;
    }

    MatchSettings settings() {
        return settings;
    }

    int priority() {
        return priority;
    }

    int specificity() {
        return specificity;
    }

    /** Patterns, which cost most, are asked last. */
    boolean matches(RequestHead head) {
        return matchesMethod(head)
                && matchesFields(head.fields())
                && matchesQuery(head)
                && host.hold(head)
                && path.hold(head);
    }

    private boolean matchesMethod(RequestHead head) {
        for (byte[] method : methods) {
            if (Ascii.equals(head.octets(), head.methodStart(), head.methodEnd(), method)) {
                return true;
            }
        }
        return methods.length == 0;
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

    private boolean matchesQuery(RequestHead head) {
        for (QueryCondition condition : queryParams) {
            if (!condition.holds(head)) {
                return false;
            }
        }
        return true;
    }
}
