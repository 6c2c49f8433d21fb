package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.exchange.Exchange;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Events of one kind that exchanges write into the application log, made when a configuration loads: level, source and where the
 * lines go are decided then. Any thread; allocates nothing, never blocks on the disk.
 */
public final class ExchangeEvents {
    private final Outlet[] outlets;

    /** The same events in the log that has taken the place of this one; null while that has none. */
    private final Supplier<@Nullable ExchangeEvents> next;

    /** A log that takes this level, and how it writes it. */
    record Outlet(LineLog lines, LineFormat<Exchange> format) {}

    ExchangeEvents(List<Outlet> outlets, Supplier<@Nullable ExchangeEvents> next) {
        this.outlets = outlets.toArray(Outlet[]::new);
        this.next = next;
    }

    /** Whether anybody reads these events: false means that {@link #write} does nothing. */
    public boolean isEnabled() {
        return outlets.length > 0;
    }

    /** Writes one event; drops and counts it where there is no room. */
    public void write(Exchange exchange) {
        boolean taken = true;
        for (Outlet outlet : outlets) {
            taken &= outlet.lines.append(outlet.format, exchange);
        }
        if (!taken) {
            writeNext(exchange);
        }
    }

    /** Of an exchange that began before the log was replaced: that happens after a reload only. */
    private void writeNext(Exchange exchange) {
        ExchangeEvents there = next.get();
        if (there != null) {
            there.write(exchange);
        }
    }
}
