package io.zentinelproxy.core.config;

import io.zentinelproxy.core.config.ServiceSettings.Handler;
import io.zentinelproxy.core.config.kdl.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Routes that tell what only an operator may know: refused where everybody can ask. Confined to one thread. */
final class SensitiveRoutes {
    private final List<Located<Handler>> unguarded = new ArrayList<>();
    private final Problems problems;

    SensitiveRoutes(Problems problems) {
        this.problems = problems;
    }

    /** Notes a handler whose route lets any client address in. */
    void add(Located<Handler> handler) {
        if (handler.value().isSensitive()) {
            unguarded.add(handler);
        }
    }

    /** Reports them where a listener can be reached from elsewhere. */
    void check(List<ListenerSettings> listeners) {
        Optional<ListenerSettings> open = listeners.stream()
                .filter(listener -> !listener.address().getAddress().isLoopbackAddress())
                .findFirst();
        if (open.isEmpty()) {
            return;
        }
        for (Located<Handler> handler : unguarded) {
            problems.add(Problem.at(
                            handler.position(),
                            "this tells what only an operator may know, and the listener `"
                                    + open.get().id() + "` is not on a loopback address")
                    .expecting("listeners on loopback addresses, or a list `allow` in the route's `policies`"));
        }
    }
}
