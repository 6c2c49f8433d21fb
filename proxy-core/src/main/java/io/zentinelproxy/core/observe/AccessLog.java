package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.config.ObservabilitySettings;
import io.zentinelproxy.core.config.ObservabilitySettings.Detail;
import io.zentinelproxy.core.config.ObservabilitySettings.Format;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import io.zentinelproxy.core.fault.Fault;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The access log: one line an exchange, formed by the exchange's thread, which never waits for the disk. */
public final class AccessLog implements ExchangeObserver, Teller, AutoCloseable {
    private static final String NAME = "access log";
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final ObservabilitySettings.AccessLog settings;
    private final LineFormat<Exchange> format;
    private final boolean tellsSuppressed;
    private final SampledRequests sampled;
    private final @Nullable RepeatedRefusals refusals;
    private final LineLog lines;

    /** Who writes what comes after the close. */
    private volatile @Nullable AccessLog successor;

    private AccessLog(ObservabilitySettings.AccessLog settings, TlsMembers tls, LineLog lines) {
        this.settings = settings;
        format = switch (settings.format()) {
            case JSON -> new JsonLine(settings.leftOut(), tls);
            case COMBINED -> new CombinedLine(!settings.leftOut().contains(Detail.TRACE_ID));
        };
        this.lines = lines;
        tellsSuppressed = settings.format() == Format.JSON;
        sampled = new SampledRequests(settings.selection());
        int most = settings.selection().maxRefusalsPerSecond();
        refusals = most == 0 ? null : new RepeatedRefusals(most);
    }

    /**
     * Opens the file and starts writing.
     *
     * @param tls what it says of handshakes
     * @throws IOException when the file cannot be opened; the message names it and says why
     */
    public static AccessLog open(ObservabilitySettings.AccessLog settings, TlsMembers tls) throws IOException {
        return new AccessLog(settings, tls, LineLog.open(NAME, settings.place(), settings.bufferOctets()));
    }

    static AccessLog open(ObservabilitySettings.AccessLog settings, TlsMembers tls, LineSink sink, int stripeCount) {
        return new AccessLog(settings, tls, LineLog.open(NAME, sink, settings.bufferOctets(), stripeCount));
    }

    @Override
    public void finished(Exchange exchange) {
        if (!sampled.take(exchange)) {
            return;
        }
        Fault fault = exchange.fault();
        ReasonWindow window = fault == null || refusals == null ? null : refusals.of(fault);
        if (window == null) {
            write(format, exchange);
        } else {
            refused(exchange, window);
        }
    }

    private void write(LineFormat<Exchange> by, Exchange exchange) {
        if (!lines.append(by, exchange)) {
            AccessLog next = successor;
            if (next != null) {
                next.write(next.format, exchange);
            }
        }
    }

    private void refused(Exchange exchange, ReasonWindow window) {
        long suppressed = window.admit(exchange.startMillis() + exchange.durationNanos() / NANOS_PER_MILLI);
        if (suppressed > 0 && tellsSuppressed) {
            write(new SuppressedCount(format, suppressed), exchange);
        } else if (suppressed != ReasonWindow.SUPPRESSED) {
            write(format, exchange);
        }
    }

    /** What was lost and what was not written. */
    @Override
    public void tell(Figures figures) {
        figures.put(Reading.ACCESS_LOG_DROPPED, dropped());
        figures.put(Reading.ACCESS_LOG_WRITE_ERRORS, writeErrors());
        if (refusals != null) {
            for (ReasonWindow window : refusals.all()) {
                figures.put(Reading.ACCESS_LOG_SUPPRESSED, window.suppressed(), window.reason());
            }
        }
    }

    /** Whether it is what these settings ask for. */
    public boolean isBy(ObservabilitySettings.AccessLog others) {
        return settings.equals(others);
    }

    /** Has another one write what comes once this is closed: exchanges that began before it was there still end here. */
    public void replacedBy(AccessLog other) {
        successor = other;
        lines.replaced();
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
