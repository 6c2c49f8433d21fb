package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.kdl.Position;
import io.zentinelproxy.core.config.kdl.Problem;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The names that blocks go by and the places where they are used, seen from one scope: each name is given once, and no use is left
 * without its block. A name is looked for in the service, then in the namespace, then at the top; what stands in another namespace
 * is found by {@code namespace:id} if that one exports it. A block that is refused for something else keeps its name, so that its
 * users are not refused as well. Confined to one thread.
 */
final class References {
    /** Names listed where one was not found. */
    private static final int MAX_LISTED = 10;

    /** What has a name. */
    enum Kind {
        LISTENER,
        ROUTE,
        UPSTREAM,
        FILTER,
        NAMESPACE,
        SERVICE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private record Use(Kind kind, Scope scope, Located<String> id) {}

    private record Declaration(Scope scope, Position position) {}

    /** What all scopes know together, names in full. */
    private static final class Known {
        final Map<Kind, Map<String, Declaration>> declared = new EnumMap<>(Kind.class);
        final Map<InetSocketAddress, Position> addresses = new HashMap<>();
        final List<Use> uses = new ArrayList<>();
        final List<Use> exports = new ArrayList<>();
    }

    private final Known known;
    private final Scope scope;
    private final Problems problems;

    /** Those at the top. */
    References(Problems problems) {
        this(new Known(), Scope.TOP, problems);
        for (Kind kind : Kind.values()) {
            known.declared.put(kind, new HashMap<>());
        }
    }

    private References(Known known, Scope scope, Problems problems) {
        this.known = known;
        this.scope = scope;
        this.problems = problems;
    }

    /** The same names, seen from another scope. */
    References in(Scope other) {
        return new References(known, other, problems);
    }

    Scope scope() {
        return scope;
    }

    /** Notes a name; one that is taken is a problem. Null is a name that could not be read. */
    void declare(Kind kind, @Nullable Located<String> id) {
        if (id == null) {
            return;
        }
        Declaration here = new Declaration(scope, id.position());
        Declaration first = of(kind).putIfAbsent(scope.qualify(id.value()), here);
        if (first != null) {
            problems.add(Problem.at(
                    id.position(),
                    "there are two %ss `%s`; the other stands in %s"
                            .formatted(kind.word(), id.value(), first.position.seenFrom(id.position()))));
        }
    }

    /** Notes an address listened on; one that is taken is a problem, except on port 0, where each gets a port of its own. */
    void declareAddress(@Nullable Located<InetSocketAddress> address) {
        if (address == null || address.value().getPort() == 0) {
            return;
        }
        Position first = known.addresses.putIfAbsent(address.value(), address.position());
        if (first != null) {
            problems.add(Problem.at(
                    address.position(),
                    "this address is already listened on, by " + first.seenFrom(address.position())));
        }
    }

    /** Notes the use of a name, which may be declared later. */
    void use(Kind kind, @Nullable Located<String> id) {
        if (id != null) {
            known.uses.add(new Use(kind, scope, id));
        }
    }

    /** Notes that others may use what has this name here, which may be declared later. */
    void export(Kind kind, Located<String> id) {
        known.exports.add(new Use(kind, scope, id));
    }

    /** The full name of what a name means here, once everything is read; null where nothing has it, which {@link #check} reports. */
    @Nullable
    String resolve(Kind kind, String id) {
        return find(kind, scope, id);
    }

    /** Reports the uses of names that nothing has, or that are not for all, once everything is read. */
    void check() {
        Set<String> exported = new HashSet<>();
        for (Use export : known.exports) {
            String name = export.scope.qualify(export.id.value());
            exported.add(export.kind + name);
            if (!of(export.kind).containsKey(name)) {
                problems.add(Problem.at(
                        export.id.position(),
                        "there is no %s `%s` in this namespace".formatted(export.kind.word(), export.id.value())));
            }
        }
        for (Use use : known.uses) {
            String found = find(use.kind, use.scope, use.id.value());
            if (found == null) {
                reportMissing(use);
            } else if (!mayUse(use, found, exported)) {
                reportHidden(use, found);
            }
        }
    }

    private @Nullable String find(Kind kind, Scope from, String id) {
        for (String meaning : from.meanings(id)) {
            if (of(kind).containsKey(meaning)) {
                return meaning;
            }
        }
        return null;
    }

    private boolean mayUse(Use use, String found, Set<String> exported) {
        String owner = owner(use.kind, found);
        String user = use.scope.namespace();
        return switch (use.kind) {
            case UPSTREAM, FILTER -> owner.isEmpty() || owner.equals(user) || exported.contains(use.kind + found);
            case ROUTE -> user.isEmpty() || owner.equals(user);
            case LISTENER, NAMESPACE, SERVICE -> true;
        };
    }

    /** The namespace in which it stands. */
    private String owner(Kind kind, String name) {
        Declaration declaration = of(kind).get(name);
        return declaration == null ? "" : declaration.scope.namespace();
    }

    private void reportHidden(Use use, String found) {
        String message = use.kind == Kind.ROUTE
                ? "the route `%s` is not of the namespace `%s`, whose routes alone are served here"
                        .formatted(use.id.value(), use.scope.namespace())
                : "the namespace `%s` does not export the %s `%s`"
                        .formatted(owner(use.kind, found), use.kind.word(), use.id.value());
        problems.add(Problem.at(use.id.position(), message));
    }

    private void reportMissing(Use use) {
        String id = use.id.value();
        Problem problem = Problem.at(use.id.position(), "there is no %s `%s`".formatted(use.kind.word(), id));
        if (!problems.isFull()) {
            Set<String> names = of(use.kind).keySet();
            problem = problem.expecting(among(use.kind, names)).suggesting(Suggestion.nearest(id, names));
        }
        problems.add(problem);
    }

    private static String among(Kind kind, Set<String> names) {
        if (names.isEmpty() || names.size() > MAX_LISTED) {
            return "one of the %d declared %ss".formatted(names.size(), kind.word());
        }
        return "one of " + String.join(", ", new TreeSet<>(names));
    }

    private Map<String, Declaration> of(Kind kind) {
        Map<String, Declaration> names = known.declared.get(kind);
        if (names == null) {
            throw new IllegalStateException("no such kind: " + kind);
        }
        return names;
    }
}
