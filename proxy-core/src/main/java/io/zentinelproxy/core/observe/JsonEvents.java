package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Exchange;
import java.lang.System.Logger.Level;

/** Lines of the application log as JSON objects. */
record JsonEvents(EventFrame frame) implements EventFormat {
    private static final byte[] SOURCE = Ascii.octets(",\"source\":\"");
    private static final byte[] MESSAGE = Ascii.octets(",\"message\":\"");
    private static final byte[] STACK = Ascii.octets(",\"stack\":\"");

    @Override
    public int put(LogEvent event, LogClock clock, byte[] into, int position) {
        int at = frame.putJson(event.level(), event.epochMillis(), clock, into, position);
        if (event.source() != null) {
            at = JsonText.member(into, at, SOURCE, event.source());
        }
        at = JsonText.put(into, LineFormat.put(into, at, MESSAGE), event.message(), LONGEST_MESSAGE);
        into[at++] = '"';
        if (event.thrown() != null) {
            String stack = StackText.of(event.thrown());
            at = JsonText.put(into, LineFormat.put(into, at, STACK), stack, LONGEST_STACK);
            into[at++] = '"';
        }
        return end(into, at);
    }

    @Override
    public LineFormat<Exchange> of(Level level, String source, EventMembers members) {
        byte[] name = Ascii.octets(source);
        return (exchange, clock, into, position) -> {
            int at = frame.putJson(level, System.currentTimeMillis(), clock, into, position);
            at = JsonText.member(into, at, SOURCE, name, 0, name.length);
            return end(into, members.put(exchange, into, at));
        };
    }

    private static int end(byte[] into, int at) {
        into[at] = '}';
        into[at + 1] = '\n';
        return at + 2;
    }
}
