package io.zentinelproxy.core.upstream.check;

import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.exchange.SwitchedProtocol;
import io.zentinelproxy.core.http.BodyLength;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The client of a check, where there is none: it never leaves, and nobody can be answered. Stateless. */
public final class Nobody implements DownstreamExchange {
    public static final Nobody INSTANCE = new Nobody();

    private Nobody() {}

    private static IllegalStateException nobody() {
        return new IllegalStateException("a check has no client");
    }

    @Override
    public void awaitOrigin(Cancellation onGone) {
        // Its deadline alone ends a wait.
    }

    @Override
    public void originArrived() {
        // As above.
    }

    @Override
    public boolean isGone() {
        return false;
    }

    @Override
    public long stalledSince() {
        return NOT_STALLED;
    }

    @Override
    public void endStalled() {
        // It is never stalled.
    }

    @Override
    public Exchange facts() {
        throw nobody();
    }

    @Override
    public RequestHead receive() {
        throw nobody();
    }

    @Override
    public void limitContent(long octets) {
        throw nobody();
    }

    @Override
    public BodyLength bodyLength() {
        return BodyLength.NONE;
    }

    @Override
    public BodySource body() {
        throw nobody();
    }

    @Override
    public void interim(ResponseHead head) {
        throw nobody();
    }

    @Override
    public BodySink respond(ResponseHead head, BodyLength length, BodyLength announced) {
        throw nobody();
    }

    @Override
    public void switchProtocols(ResponseHead head, Supplier<SwitchedProtocol> next) {
        throw nobody();
    }

    @Override
    public boolean isSwitched() {
        return false;
    }

    @Override
    public boolean isCommitted() {
        return false;
    }

    @Override
    public void abort() {
        throw nobody();
    }

    @Override
    public boolean rewind() {
        throw nobody();
    }

    @Override
    public void uploading(@Nullable Thread by) {
        throw nobody();
    }

    @Override
    public void giveUpContent() {
        throw nobody();
    }

    @Override
    public void settle() {
        throw nobody();
    }
}
