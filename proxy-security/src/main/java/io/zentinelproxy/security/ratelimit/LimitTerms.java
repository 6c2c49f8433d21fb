package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.security.quota.StoreSettings;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a block says of a limit; null or empty for what it leaves to the defaults.
 *
 * @param requests that come back in a period
 * @param period of them
 * @param burst requests at once
 * @param requestOctets received a second
 * @param responseOctets sent a second
 * @param burstOctets of each of both at once
 * @param key by which parts requests are counted
 * @param answer what becomes of requests that are over the limit
 * @param maxKeys that are known at once in this process
 * @param prefix which addresses count as one client
 * @param store where it is counted
 */
record LimitTerms(
        @Nullable Long requests,
        Duration period,
        @Nullable Long burst,
        @Nullable Long requestOctets,
        @Nullable Long responseOctets,
        @Nullable Long burstOctets,
        List<KeyPart> key,
        Answer answer,
        int maxKeys,
        ClientNetwork prefix,
        StoreSettings store) {

    /** What a limiter does once there is not enough left. */
    enum OnLimit {
        REJECT,
        /** Requests wait until there is. */
        DELAY,
        /** They go on, and that is counted and logged. */
        LOG_ONLY
    }

    /**
     * What becomes of requests that are over the limit.
     *
     * @param status of their answers
     * @param message in them, or null for the usual one
     * @param maxDelay that one is held back
     * @param maxDelayed that are held back at once
     */
    record Answer(OnLimit onLimit, int status, @Nullable String message, Duration maxDelay, int maxDelayed) {}

    /** Whether it says how many requests there may be, or else limits octets alone. */
    boolean limitsRequests() {
        return requests != null || requestOctets == null && responseOctets == null;
    }
}
