package io.zentinelproxy.core.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a block stands, and so how it is called elsewhere and where the names in it are looked for: at the top, in a namespace, or
 * in a service of one.
 *
 * @param namespace its id, or empty at the top
 * @param service its id, or empty outside of one
 */
record Scope(String namespace, String service) {
    static final Scope TOP = new Scope("", "");

    private static final String SEPARATOR = ":";

    Scope service(String id) {
        return new Scope(namespace, id);
    }

    /** The id of the namespace, or null at the top. */
    @Nullable
    String namespaceOrNull() {
        return namespace.isEmpty() ? null : namespace;
    }

    /** What a thing of this scope is called everywhere: {@code namespace:service:id}. */
    String qualify(String id) {
        if (namespace.isEmpty()) {
            return id;
        }
        return namespace + SEPARATOR + (service.isEmpty() ? "" : service + SEPARATOR) + id;
    }

    /** What a name used in this scope may stand for, the nearest first. */
    List<String> meanings(String name) {
        List<String> meanings = new ArrayList<>(3);
        if (!service.isEmpty()) {
            meanings.add(qualify(name));
        }
        if (!namespace.isEmpty()) {
            meanings.add(new Scope(namespace, "").qualify(name));
        }
        meanings.add(name);
        return meanings;
    }
}
