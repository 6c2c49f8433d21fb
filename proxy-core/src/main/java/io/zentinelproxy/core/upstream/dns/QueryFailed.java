package io.zentinelproxy.core.upstream.dns;

/** No server answered the question. */
final class QueryFailed extends Exception {
    private static final long serialVersionUID = 1;

    private final DnsResult result;

    QueryFailed(DnsResult result) {
        super(result.word(), null, false, false);
        this.result = result;
    }

    DnsResult result() {
        return result;
    }
}
