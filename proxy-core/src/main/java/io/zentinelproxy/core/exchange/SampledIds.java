package io.zentinelproxy.core.exchange;

/** A share of all requests, chosen by their ids: several proxies, and several features of one, choose the same requests. Any thread. */
public final class SampledIds {
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    /** Of 2^63. */
    private final double threshold;

    private final boolean all;

    /** @param share from 0 to 1 */
    public SampledIds(double share) {
        threshold = share * 0x1p63;
        all = share >= 1.0;
    }

    /** Whether a request is among them; its id was given already. */
    public boolean has(Exchange exchange) {
        return all || (hash(exchange) >>> 1) < threshold;
    }

    private static long hash(Exchange exchange) {
        byte[] id = exchange.requestId();
        int length = exchange.requestIdLength();
        long hash = length;
        for (int i = 0; i < length; i++) {
            hash = (hash + id[i]) * MULTIPLIER;
        }
        return RequestIds.mixed(hash);
    }
}
