package io.zentinelproxy.core.upstream.dns;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who wants to be told what becomes of each lookup of a name, and for whom it is kept fresh. Told on the thread of the
 * lookup, of one after the other.
 *
 * @param <T> an address, or a service
 */
public final class Watch<T> implements AutoCloseable {
    private final CachedName<T> name;
    private final long refresh;
    private final Consumer<Answer<T>> told;
    private volatile boolean closed;

    Watch(CachedName<T> name, @Nullable Duration refresh, Consumer<Answer<T>> told) {
        this.name = name;
        this.refresh = refresh == null ? Long.MAX_VALUE : refresh.toNanos();
        this.told = told;
    }

    long refresh() {
        return refresh;
    }

    void tell(Answer<T> answer) {
        if (!closed) {
            told.accept(answer);
        }
    }

    @Override
    public void close() {
        closed = true;
        name.remove(this);
    }
}
