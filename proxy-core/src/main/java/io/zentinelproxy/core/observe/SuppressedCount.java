package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Exchange;

/** A line in JSON that tells at its end how many of its reason were not written before it. */
record SuppressedCount(LineFormat<Exchange> line, long count) implements LineFormat<Exchange> {
    private static final byte[] SUPPRESSED = Ascii.octets(",\"suppressed\":");
    private static final int END = "}\n".length();

    @Override
    public int put(Exchange exchange, LogClock clock, byte[] into, int position) {
        int at = JsonText.member(into, line.put(exchange, clock, into, position) - END, SUPPRESSED, count);
        into[at] = '}';
        into[at + 1] = '\n';
        return at + END;
    }
}
