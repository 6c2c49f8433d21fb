package io.zentinelproxy.core.exchange;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Values that plugs keep with a connection or an exchange, each in its own typed slot: an index into an array, given out when the
 * program is put together. Written and read by the thread of that connection or exchange.
 */
public final class Slots {
    private final @Nullable Object[] values;

    private Slots(int count) {
        values = new @Nullable Object[count];
    }

    /** The place of one value. */
    public static final class Slot<T> {
        private final int index;
        private final Class<T> type;

        private Slot(int index, Class<T> type) {
            this.index = index;
            this.type = type;
        }
    }

    /** Gives out slots, and then values for them. */
    public static final class Plan {
        private final AtomicInteger count = new AtomicInteger();

        public <T> Slot<T> slot(Class<T> type) {
            return new Slot<>(count.getAndIncrement(), type);
        }

        /** Empty slots, those given out so far. */
        public Slots open() {
            return new Slots(count.get());
        }
    }

    public <T> @Nullable T get(Slot<T> slot) {
        return slot.type.cast(values[slot.index]);
    }

    public <T> void set(Slot<T> slot, T value) {
        values[slot.index] = value;
    }
}
