package io.zentinelproxy.security.ratelimit;

import java.util.concurrent.atomic.LongAdder;

/** What a limiter has decided so far, and who waits for it: kept over reloads. Any thread. */
final class Tally {
    final LongAdder allowed = new LongAdder();
    final LongAdder delayed = new LongAdder();
    final LongAdder limited = new LongAdder();
    final LongAdder dryRun = new LongAdder();
    final DelayQueue queue = new DelayQueue();
}
