package io.zentinelproxy.core.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that may stand at the top, in a namespace and in a service alike, of all of these together. Routes and listeners name
 * what may be read after them; so they are made at the end. Confined to one thread.
 */
final class ScopedBlocks {
    private final List<Supplier<ListenerSettings>> listeners = new ArrayList<>();
    private final List<Supplier<RouteSettings>> routes = new ArrayList<>();
    private final List<UpstreamSettings> upstreams = new ArrayList<>();

    /** By full name. */
    private final Map<String, FilterSettings> filters = new HashMap<>();

    private final List<Runnable> checks = new ArrayList<>();
    private final SensitiveRoutes sensitive;

    ScopedBlocks(SensitiveRoutes sensitive) {
        this.sensitive = sensitive;
    }

    /**
     * Reads filters, upstreams and routes.
     *
     * @param maxBodyOctets of the namespace or service, for its routes that say nothing themselves; null where the general limit holds
     */
    void read(Section section, References references, @Nullable Long maxBodyOctets) {
        section.each(FiltersReader.BLOCK, new FiltersReader(references)::read).stream()
                .flatMap(List::stream)
                .forEach(filter -> filters.put(filter.id(), filter));
        section.each(UpstreamsReader.BLOCK, new UpstreamsReader(references)::read)
                .forEach(upstreams::addAll);
        section.each(RoutesReader.BLOCK, new RoutesReader(references, this, maxBodyOctets)::read)
                .forEach(routes::addAll);
    }

    void readListeners(Section section, References references) {
        section.each(ListenersReader.BLOCK, new ListenersReader(references)::read)
                .forEach(listeners::addAll);
    }

    SensitiveRoutes sensitive() {
        return sensitive;
    }

    /** The filter of this full name, or null; only once all is read. */
    @Nullable
    FilterSettings filter(@Nullable String name) {
        return name == null ? null : filters.get(name);
    }

    /** Leaves a check to {@link #check}, since it asks for what may be read later. */
    void checkLater(Runnable check) {
        checks.add(check);
    }

    /** Checks what could not be checked before all was read. */
    void check() {
        checks.forEach(Runnable::run);
        sensitive.check(listeners());
    }

    /** Only once all is read. */
    List<ListenerSettings> listeners() {
        return listeners.stream().map(Supplier::get).toList();
    }

    /** Only once all is read and no name is missing. */
    List<RouteSettings> routes() {
        return routes.stream().map(Supplier::get).toList();
    }

    List<UpstreamSettings> upstreams() {
        return List.copyOf(upstreams);
    }
}
