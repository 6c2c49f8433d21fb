package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.exchange.Exchange;
import java.util.List;

/**
 * Events of one kind that exchanges write into the application log, made when a configuration loads: level, source and where the
 * lines go are decided then. Any thread; allocates nothing, never blocks on the disk.
 */
public final class ExchangeEvents {
    private final Outlet[] outlets;

    /** A log that takes this level, and how it writes it. */
    record Outlet(LineLog lines, LineFormat<Exchange> format) {}

    ExchangeEvents(List<Outlet> outlets) {
        this.outlets = outlets.toArray(Outlet[]::new);
    }

    /** Whether anybody reads these events: false means that {@link #write} does nothing. */
    public boolean isEnabled() {
        return outlets.length > 0;
    }

    /** Writes one event; drops and counts it where there is no room. */
    public void write(Exchange exchange) {
        for (Outlet outlet : outlets) {
            outlet.lines.append(outlet.format, exchange);
        }
    }
}
