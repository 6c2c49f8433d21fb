package io.zentinelproxy.inference.answer;

/** Reads an answer that is one JSON value. */
final class WholeMeter implements OctetMeter {
    private final AnswerReader reader;
    private final JsonScan scan;
    private boolean ended;

    WholeMeter(AnswerMeter meter) {
        reader = meter.reader();
        scan = new JsonScan(reader);
        scan.begin(Shapes.WHOLE);
    }

    @Override
    public void feed(byte[] octets, int from, int to, long base) {
        scan.feed(octets, from, to, base);
        if (!ended && scan.isComplete()) {
            ended = true;
            reader.wholeEnded(true);
        }
    }

    @Override
    public void end(long at) {
        if (!ended) {
            ended = true;
            reader.wholeEnded(false);
        }
    }
}
