package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.ServiceSettings.Handler;
import io.zentinelproxy.core.config.kdl.Problem;
import java.util.ArrayList;
import java.util.List;

/** Routes that tell what only an operator may know: refused where everybody can ask. Confined to one thread. */
final class SensitiveRoutes {
    private record Unguarded(Located<Handler> handler, Scope scope) {

        boolean isServedBy(ListenerSettings listener) {
            return listener.namespace() == null || listener.namespace().equals(scope.namespace());
        }
    }

    private final List<Unguarded> unguarded = new ArrayList<>();
    private final Problems problems;

    SensitiveRoutes(Problems problems) {
        this.problems = problems;
    }

    /** Notes a handler whose route lets any client address in. */
    void add(Located<Handler> handler, Scope scope) {
        if (handler.value().isSensitive()) {
            unguarded.add(new Unguarded(handler, scope));
        }
    }

    /** Reports them where a listener can be reached from elsewhere. */
    void check(List<ListenerSettings> listeners) {
        for (Unguarded route : unguarded) {
            listeners.stream()
                    .filter(listener -> !listener.address().getAddress().isLoopbackAddress())
                    .filter(route::isServedBy)
                    .findFirst()
                    .ifPresent(open -> report(route, open));
        }
    }

    private void report(Unguarded route, ListenerSettings open) {
        problems.add(Problem.at(
                        route.handler.position(),
                        "this tells what only an operator may know, and the listener `" + open.id()
                                + "` is not on a loopback address")
                .expecting("listeners on loopback addresses, or a list `allow` in the route's `policies`"));
    }
}
