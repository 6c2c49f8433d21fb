package io.zentinelproxy.core.http2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What happened on the HTTP/2 connections of one listener, or to one upstream. Any thread. */
public final class Http2Counters {
    private final LongAdder connections = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder streams = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder warned = new LongAdder();
    private final List<LongAdder> oddEvents = adders(OddEvents.Kind.values().length);
    private final List<LongAdder> resetsReceived = adders(ErrorCode.values().length);
    private final List<LongAdder> resetsSent = adders(ErrorCode.values().length);
    private final List<LongAdder> ends = adders(ErrorCode.values().length);

    private static List<LongAdder> adders(int count) {
        List<LongAdder> adders = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            adders.add(new LongAdder());
        }
        return List.copyOf(adders);
    }

    void connected() {
        connections.increment();
    }

    void disconnected() {
        closed.increment();
    }

    void opened() {
        streams.increment();
    }

    void refused() {
        refused.increment();
    }

    void odd(OddEvents.Kind kind) {
        oddEvents.get(kind.ordinal()).increment();
    }

    void warned() {
        warned.increment();
    }

    void resetReceived(ErrorCode code) {
        resetsReceived.get(code.ordinal()).increment();
    }

    void resetSent(ErrorCode code) {
        resetsSent.get(code.ordinal()).increment();
    }

    void ended(ErrorCode code) {
        ends.get(code.ordinal()).increment();
    }

    /** Connections so far. */
    public long connections() {
        return connections.sum();
    }

    /** Connections now. */
    public long open() {
        return connections.sum() - closed.sum();
    }

    /** Streams that were opened and not refused. */
    public long streams() {
        return streams.sum();
    }

    /** Streams refused because too many were under way. */
    public long refusedStreams() {
        return refused.sum();
    }

    /** How many events of each kind have counted for the budget, by the word of the kind; to be asked whenever. */
    public Map<String, LongSupplier> oddEvents() {
        Map<String, LongSupplier> byWord = new LinkedHashMap<>();
        for (OddEvents.Kind kind : OddEvents.Kind.values()) {
            byWord.put(kind.word(), oddEvents.get(kind.ordinal())::sum);
        }
        return byWord;
    }

    /** Connections that had used up three quarters of their budget. */
    public long budgetWarnings() {
        return warned.sum();
    }

    /** Streams that peers have reset with this code. */
    public long resetsReceived(ErrorCode code) {
        return resetsReceived.get(code.ordinal()).sum();
    }

    /** Streams that we have reset with this code. */
    public long resetsSent(ErrorCode code) {
        return resetsSent.get(code.ordinal()).sum();
    }

    /** Connections that we have ended with a GOAWAY of this code. */
    public long ends(ErrorCode code) {
        return ends.get(code.ordinal()).sum();
    }
}
