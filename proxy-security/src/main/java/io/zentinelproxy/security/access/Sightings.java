package io.zentinelproxy.security.access;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.net.LinePerSecond;
import io.zentinelproxy.core.net.Ticker;

/** Says in the log whom a filter that only logs would have refused: a line a second at most, with how many it stands for. Any thread. */
final class Sightings {
    private static final System.Logger LOG = System.getLogger(Sightings.class.getName());

    private final String filter;
    private final LinePerSecond line;

    Sightings(String filter, Ticker ticker) {
        this.filter = filter;
        line = new LinePerSecond(ticker);
    }

    /** @param why such as a country or a score */
    void note(ClientAddress client, String why) {
        long number = line.toSay();
        if (number > 0) {
            byte[] address = client.octets();
            LOG.log(
                    System.Logger.Level.WARNING,
                    "filter " + filter + ": requests that would be refused, were it not for log-only: "
                            + number + ", the last from " + Ascii.text(address, 0, address.length)
                            + " for " + why);
        }
    }
}
