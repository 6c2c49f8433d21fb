package io.zentinelproxy.core.observe;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.exchange.Exchange;
import java.lang.System.Logger.Level;

/** Lines of the application log for a person: time, level, message; the frames of a stack follow it, each behind a tab. */
record TextEvents(EventFrame frame) implements EventFormat {

    @Override
    public int put(LogEvent event, LogClock clock, byte[] into, int position) {
        int at = frame.putText(event.level(), event.epochMillis(), clock, into, position);
        at = JsonText.putPlain(into, at, event.message(), LONGEST_MESSAGE);
        into[at++] = '\n';
        return event.thrown() == null ? at : stack(StackText.of(event.thrown()), into, at);
    }

    private static int stack(String stack, byte[] into, int position) {
        int at = position;
        for (String line : stack.split("\n", -1)) {
            if (at - position + line.length() * JsonText.LONGEST_ESCAPE > LONGEST_STACK) {
                break;
            }
            into[at++] = '\t';
            at = JsonText.putPlain(into, at, line, LONGEST_STACK);
            into[at++] = '\n';
        }
        return at;
    }

    @Override
    public LineFormat<Exchange> of(Level level, String source, EventMembers members) {
        byte[] name = Ascii.octets(source + " ");
        return (exchange, clock, into, position) -> {
            int start = frame.putText(level, System.currentTimeMillis(), clock, into, position);
            start = LineFormat.put(into, start, name);
            int at = members.put(exchange, into, start);
            // The comma before the first member becomes the beginning of the object.
            into[start] = '{';
            into[Math.max(at, start + 1)] = '}';
            into[Math.max(at, start + 1) + 1] = '\n';
            return Math.max(at, start + 1) + 2;
        };
    }
}
