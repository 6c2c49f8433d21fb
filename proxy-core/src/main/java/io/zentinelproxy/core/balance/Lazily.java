package io.zentinelproxy.core.balance;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A table that is made when it is first asked for, once: of 10,000 upstreams many may never be. Any thread. */
final class Lazily<T> implements Supplier<T> {
    private final Supplier<T> maker;
    private volatile @Nullable T made;

    Lazily(Supplier<T> maker) {
        this.maker = maker;
    }

    @Override
    public T get() {
        T there = made;
        return there == null ? make() : there;
    }

    private synchronized T make() {
        T there = made;
        if (there == null) {
            there = maker.get();
            made = there;
        }
        return there;
    }
}
