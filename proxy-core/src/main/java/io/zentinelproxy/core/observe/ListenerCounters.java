package io.zentinelproxy.core.observe;

import java.util.concurrent.atomic.LongAdder;

/** The counters that exchanges of one listener add to. */
record ListenerCounters(LongAdder requestOctets, LongAdder responseOctets) {
    static ListenerCounters of(Families families, String listener) {
        return new ListenerCounters(
                families.requestOctets.counter(listener), families.responseOctets.counter(listener));
    }
}
