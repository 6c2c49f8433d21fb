package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.observe.Metrics;
import io.zentinelproxy.core.observe.Registration;
import io.zentinelproxy.core.observe.Teller;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Whose counts metrics are told of: what a reload keeps goes on telling, what it makes begins to before what it replaces ends, so that
 * no count is ever seen to go back. Confined to the thread that reloads.
 */
final class Told {
    private final Metrics metrics;
    private Map<Object, One> all = new IdentityHashMap<>();

    /** @param isOver of one that was replaced: whether nothing can be counted there any more */
    private record One(Registration registration, BooleanSupplier isOver) {}

    Told(Metrics metrics) {
        this.metrics = metrics;
    }

    /** All who tell under one configuration, by who they are. */
    static final class Tellers {
        private final Map<Object, Waiting> all = new IdentityHashMap<>();

        private record Waiting(Teller teller, BooleanSupplier isOver) {}

        /** @param whose by which it is known again */
        void add(Object whose, Teller teller) {
            add(whose, teller, () -> true);
        }

        /** @param isOver whether nothing can be counted any more once it was replaced; must not block */
        void add(Object whose, Teller teller, BooleanSupplier isOver) {
            all.put(whose, new Waiting(teller, isOver));
        }
    }

    /** These tell from now on, and others no longer once they are over. */
    void follow(Tellers tellers) {
        Map<Object, One> next = new IdentityHashMap<>();
        tellers.all.forEach((whose, waiting) -> {
            One known = all.remove(whose);
            next.put(whose, known != null ? known : new One(metrics.tell(waiting.teller), waiting.isOver));
        });
        all.values().forEach(gone -> gone.registration.closeWhen(gone.isOver));
        all = next;
    }
}
