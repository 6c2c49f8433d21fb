package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.filter.FilterChain;
import io.zentinelproxy.core.http.BodyLength;
import org.jspecify.annotations.Nullable;

/** Content that passes the route's filters. What went through them as a whole goes past them when it is sent a second time. */
final class FilteredContent implements RequestContent {
    private final RequestContent content;
    private final FilterChain filters;
    private final Exchange facts;
    private @Nullable BodySource passed;
    private boolean complete;

    FilteredContent(RequestContent content, FilterChain filters, Exchange facts) {
        this.content = content;
        this.filters = filters;
        this.facts = facts;
    }

    @Override
    public BodyLength length() {
        return content.length();
    }

    @Override
    public BodySource source() {
        if (complete) {
            return content.source();
        }
        if (passed == null) {
            passed = filters.requestContent(facts, content.source());
        }
        return passed;
    }

    @Override
    public boolean rewind() {
        complete = complete || passed != null && passed.isFinished();
        passed = null;
        return content.rewind();
    }

    @Override
    public boolean isHere() {
        return content.isHere();
    }

    @Override
    public boolean isSmall() {
        return content.isSmall();
    }

    @Override
    public boolean isArriving() {
        return content.isArriving();
    }
}
