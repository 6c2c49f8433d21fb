package io.zentinelproxy.inference.answer;

/** Reads an event stream of which nothing is hidden. */
final class EventMeter implements OctetMeter, EventLines.Listener {
    private final EventLines lines;

    EventMeter(AnswerMeter meter) {
        lines = new EventLines(meter.reader(), this);
    }

    @Override
    public void feed(byte[] octets, int from, int to, long base) {
        lines.feed(octets, from, to, base);
    }

    @Override
    public void end(long at) {
        lines.end(at);
    }

    @Override
    public void eventEnded(long end, boolean data) {}

    @Override
    public void commentEnded(long end) {}
}
