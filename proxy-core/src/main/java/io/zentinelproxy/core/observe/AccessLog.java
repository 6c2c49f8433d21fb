package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.config.ObservabilitySettings;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import java.io.IOException;

/** The access log: one line an exchange, formed by the exchange's thread, which never waits for the disk. */
public final class AccessLog implements ExchangeObserver, AutoCloseable {
    private static final String NAME = "access log";

    private final LineFormat<Exchange> format;
    private final LineLog lines;

    private AccessLog(ObservabilitySettings.AccessLog settings, LineLog lines) {
        format = switch (settings.format()) {
            case JSON -> new JsonLine();
            case COMBINED -> new CombinedLine();
        };
        this.lines = lines;
    }

    /**
     * Opens the file and starts writing.
     *
     * @throws IOException when the file cannot be opened; the message names it and says why
     */
    public static AccessLog open(ObservabilitySettings.AccessLog settings) throws IOException {
        return new AccessLog(settings, LineLog.open(NAME, settings.place(), settings.bufferOctets()));
    }

    static AccessLog open(ObservabilitySettings.AccessLog settings, LineSink sink, int stripeCount) {
        return new AccessLog(settings, LineLog.open(NAME, sink, settings.bufferOctets(), stripeCount));
    }

    @Override
    public void finished(Exchange exchange) {
        lines.append(format, exchange);
    }

    /** Has the file opened anew under its name, after a rotation moved it away. Returns at once; it happens within a flush. */
    public void reopen() {
        lines.reopen();
    }

    /** Lines lost so far: no room, or a sink that failed to the end. */
    public long dropped() {
        return lines.dropped();
    }

    /** Times that writing or reopening failed so far. What was not written is tried again. */
    public long writeErrors() {
        return lines.writeErrors();
    }

    /** Writes what is there and closes the file; lines that come later are dropped and counted. Waits at most 5 seconds. */
    @Override
    public void close() {
        lines.close();
    }
}
