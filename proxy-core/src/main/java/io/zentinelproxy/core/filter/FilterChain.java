package io.zentinelproxy.core.filter;

import io.zentinelproxy.core.compress.Compression;
import io.zentinelproxy.core.compress.Decompression;
import io.zentinelproxy.core.exchange.BodySource;
import io.zentinelproxy.core.exchange.Exchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.http.ResponseHead;
import org.jspecify.annotations.Nullable;

/** The filters of one route as arrays, each in the configured order, which was fixed when the configuration loaded. Any thread. */
public final class FilterChain {
    /** No filter. */
    public static final FilterChain EMPTY = new FilterChain(
            new RequestFilter[0],
            new ResponseFilter[0],
            new RequestBodyFilter[0],
            new ResponseBodyFilter[0],
            null,
            null,
            new SkippedFilters("none"));

    private final RequestFilter[] request;
    private final ResponseFilter[] response;
    private final RequestBodyFilter[] requestBody;
    private final ResponseBodyFilter[] responseBody;
    private final @Nullable Compression compression;
    private final @Nullable Decompression decompression;
    private final SkippedFilters skipped;

    FilterChain(
            RequestFilter[] request,
            ResponseFilter[] response,
            RequestBodyFilter[] requestBody,
            ResponseBodyFilter[] responseBody,
            @Nullable Compression compression,
            @Nullable Decompression decompression,
            SkippedFilters skipped) {
        this.request = request;
        this.response = response;
        this.requestBody = requestBody;
        this.responseBody = responseBody;
        this.compression = compression;
        this.decompression = decompression;
        this.skipped = skipped;
    }

    /** Asks one filter after the other until one answers or refuses. */
    public Verdict onRequestHead(Exchange exchange) throws Fault {
        for (RequestFilter filter : request) {
            Verdict verdict = filter.onRequestHead(exchange);
            if (verdict != Verdict.CONTINUE) {
                return verdict;
            }
        }
        return Verdict.CONTINUE;
    }

    public void onResponseHead(Exchange exchange, ResponseHead head) throws Fault {
        for (ResponseFilter filter : response) {
            filter.onResponseHead(exchange, head);
        }
    }

    /** Whether the content of requests passes any filter. */
    public boolean seesRequestContent() {
        return requestBody.length > 0;
    }

    /** The content of a request as it goes to the origin. */
    public BodySource requestContent(Exchange exchange, BodySource content) {
        BodySource passed = content;
        for (RequestBodyFilter filter : requestBody) {
            passed = filter.wrap(exchange, passed);
        }
        return passed;
    }

    /** The content of an answer as it goes to the client. */
    public BodySource answerContent(Exchange exchange, BodySource content) {
        BodySource passed = content;
        for (ResponseBodyFilter filter : responseBody) {
            passed = filter.wrap(exchange, passed);
        }
        return passed;
    }

    /** Whether the content of this answer may have another length once it has passed all filters. */
    public boolean changesAnswerLength(Exchange exchange) {
        for (ResponseBodyFilter filter : responseBody) {
            if (filter.changesLength(exchange)) {
                return true;
            }
        }
        return false;
    }

    /** What compresses answers of origins once they have passed all filters; null where nothing does. */
    public @Nullable Compression compression() {
        return compression;
    }

    /** What decompresses the content of requests before it passes a filter; null where nothing does. */
    public @Nullable Decompression decompression() {
        return decompression;
    }

    /** Times that a filter failed and was skipped. */
    public long skipped() {
        return skipped.count();
    }
}
