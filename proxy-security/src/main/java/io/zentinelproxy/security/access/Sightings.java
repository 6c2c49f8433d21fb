package io.zentinelproxy.security.access;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.net.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Says in the log whom a filter that only logs would have refused: a line a second at most, with how many it stands for. Any thread. */
final class Sightings {
    private static final System.Logger LOG = System.getLogger(Sightings.class.getName());

    /** Between two lines of a filter. */
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final String filter;
    private final Ticker ticker;
    private final AtomicLong next;
    private final LongAdder since = new LongAdder();

    Sightings(String filter, Ticker ticker) {
        this.filter = filter;
        this.ticker = ticker;
        next = new AtomicLong(ticker.nanos());
    }

    /** @param why such as a country or a score */
    void note(ClientAddress client, String why) {
        since.increment();
        long due = next.get();
        long now = ticker.nanos();
        if (now - due >= 0 && next.compareAndSet(due, now + PAUSE)) {
            byte[] address = client.octets();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "filter " + filter + ": requests that would be refused, were it not for log-only: "
                            + since.sumThenReset() + ", the last from " + Ascii.text(address, 0, address.length)
                            + " for " + why);
        }
    }
}
