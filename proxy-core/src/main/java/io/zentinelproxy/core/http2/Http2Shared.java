package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.bytes.BulkBuffers;
import io.zentinelproxy.core.bytes.HoldBudget;
import io.zentinelproxy.core.net.Sweep;

/** What all HTTP/2 connections of the process share, of clients and to origins: the clock, buffers, the budget of memory. */
public final class Http2Shared {
    private final Sweep sweep;
    private final BulkBuffers bulk;
    private final HoldBudget budget;
    private final InputBuffers inputs = new InputBuffers();
    private final OutputBuffers outputs = new OutputBuffers();

    public Http2Shared(Sweep sweep, BulkBuffers bulk, HoldBudget budget) {
        this.sweep = sweep;
        this.bulk = bulk;
        this.budget = budget;
    }

    Sweep sweep() {
        return sweep;
    }

    BulkBuffers bulk() {
        return bulk;
    }

    HoldBudget budget() {
        return budget;
    }

    InputBuffers inputs() {
        return inputs;
    }

    OutputBuffers outputs() {
        return outputs;
    }

    /** Output buffers lent now: without connections that send, none. */
    public int outputBuffersTaken() {
        return outputs.taken();
    }
}
