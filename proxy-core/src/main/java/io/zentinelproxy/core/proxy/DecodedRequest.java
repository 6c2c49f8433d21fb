package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.compress.Decoding;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.filter.FilterChain;
import io.zentinelproxy.core.http.BodyLength;
import org.jspecify.annotations.Nullable;

/**
 * Content that is decoded for the route's filters. It is decoded once, as it comes: where it may have to be sent again, it is kept behind
 * the filters ({@link RequestContent.Replayed}).
 */
final class DecodedRequest implements RequestContent {
    private final RequestContent content;
    private final Decoding decoding;
    private final FilterChain filters;
    private final Exchange facts;
    private @Nullable BodySource passed;

    DecodedRequest(RequestContent content, Decoding decoding, FilterChain filters, Exchange facts) {
        this.content = content;
        this.decoding = decoding;
        this.filters = filters;
        this.facts = facts;
    }

    /** Nobody knows how long it becomes. */
    @Override
    public BodyLength length() {
        return decoding.forwardsOriginal() ? content.length() : BodyLength.CHUNKED;
    }

    @Override
    public BodySource source() {
        if (passed == null) {
            passed = decoding.over(content.source(), decoded -> filters.requestContent(facts, decoded));
        }
        return passed;
    }

    @Override
    public boolean rewind() {
        return false;
    }

    @Override
    public boolean isHere() {
        return false;
    }

    @Override
    public @Nullable Fault fault() {
        return content.fault();
    }

    /** However little it is, much may come of it. */
    @Override
    public boolean isSmall() {
        return false;
    }

    @Override
    public boolean isArriving() {
        return content.isArriving();
    }
}
