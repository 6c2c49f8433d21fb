package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The names that blocks go by and the places where they are used: each name is given once, and no use is left without its
 * block. A block that is refused for something else keeps its name, so that its users are not refused as well. Confined to one
 * thread.
 */
final class References {
    /** Names listed where one was not found. */
    private static final int MAX_LISTED = 10;

    /** What has a name. */
    enum Kind {
        LISTENER,
        ROUTE,
        UPSTREAM,
        FILTER;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Use(Kind kind, Located<String> id) {}

    private final Map<Kind, Map<String, Position>> declared = new EnumMap<>(Kind.class);
    private final Map<InetSocketAddress, Position> addresses = new HashMap<>();
    private final List<Use> uses = new ArrayList<>();
    private final Problems problems;

    References(Problems problems) {
        this.problems = problems;
        for (Kind kind : Kind.values()) {
            declared.put(kind, new HashMap<>());
        }
    }

    /** Notes a name; one that is taken is a problem. Null is a name that could not be read. */
    void declare(Kind kind, @Nullable Located<String> id) {
        if (id == null) {
            return;
        }
        Position first = of(kind).putIfAbsent(id.value(), id.position());
        if (first != null) {
            problems.add(Problem.at(
                    id.position(),
                    "there are two %ss `%s`; the other stands in %s"
                            .formatted(kind.word(), id.value(), first.seenFrom(id.position()))));
        }
    }

    /** Notes an address listened on; one that is taken is a problem, except on port 0, where each gets a port of its own. */
    void declareAddress(@Nullable Located<InetSocketAddress> address) {
        if (address == null || address.value().getPort() == 0) {
            return;
        }
        Position first = addresses.putIfAbsent(address.value(), address.position());
        if (first != null) {
            problems.add(Problem.at(
                    address.position(),
                    "this address is already listened on, by " + first.seenFrom(address.position())));
        }
    }

    /** Notes the use of a name, which may be declared later. */
    void use(Kind kind, @Nullable Located<String> id) {
        if (id != null) {
            uses.add(new Use(kind, id));
        }
    }

    /** Reports the uses of names that nothing has, once everything is read. */
    void check() {
        for (Use use : uses) {
            Map<String, Position> names = of(use.kind);
            if (!names.containsKey(use.id.value())) {
                report(use, names);
            }
        }
    }

    private void report(Use use, Map<String, Position> names) {
        String id = use.id.value();
        Problem problem = Problem.at(use.id.position(), "there is no %s `%s`".formatted(use.kind.word(), id));
        if (!problems.isFull()) {
            problem = problem.expecting(among(use.kind, names)).suggesting(Suggestion.nearest(id, names.keySet()));
        }
        problems.add(problem);
    }

    private static String among(Kind kind, Map<String, Position> names) {
        if (names.isEmpty() || names.size() > MAX_LISTED) {
            return "one of the %d declared %ss".formatted(names.size(), kind.word());
        }
        return "one of " + String.join(", ", new TreeSet<>(names.keySet()));
    }

    private Map<String, Position> of(Kind kind) {
        Map<String, Position> names = declared.get(kind);
        if (names == null) {
            throw new IllegalStateException("no such kind: " + kind);
        }
        return names;
    }
}
