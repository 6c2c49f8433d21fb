package io.zentinelproxy.security.gate;

import io.zentinelproxy.core.config.ModuleSettings;
import io.zentinelproxy.security.file.Loaded;
import io.zentinelproxy.security.file.OnFailure;
import io.zentinelproxy.security.prefix.PrefixTable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One block {@code connection-filters}; what it leaves out is null and costs nothing.
 *
 * @param lists {@code allow} and {@code deny}
 * @param limits on the connections of each client
 */
record GateSettings(
        @Nullable Lists lists,
        @Nullable Country country,
        @Nullable Reputation reputation,
        ClientLimits limits) implements ModuleSettings {

    /** @param onlyAllowed whether who is not listed is refused */
    record Lists(Loaded<PrefixTable> table, boolean onlyAllowed) {}

    /** @param admitsUnknown whether who is in no country of the database may come */
    record Country(Loaded<PrefixTable> table, boolean admitsUnknown, OnFailure onFailure) {}

    /**
     * By scores from 0 to 100.
     *
     * @param block the lowest that is refused
     * @param flag the lowest that is marked
     */
    record Reputation(Loaded<PrefixTable> table, int block, int flag, Duration refresh, OnFailure onFailure) {}

    /**
     * On each client, which is all addresses that share a prefix.
     *
     * @param maxConnections open at once; 0 for no limit
     * @param maxRate new ones a second; 0 for no limit
     * @param burst of them at once after a pause
     * @param prefix which addresses count as one client
     * @param maxTracked clients whose rate is known at once
     */
    record ClientLimits(int maxConnections, int maxRate, int burst, ClientPrefix prefix, int maxTracked) {
        /** Whether rates are limited alike: then what is known of clients is of use. */
        boolean hasRateOf(ClientLimits other) {
            return maxRate == other.maxRate
                    && burst == other.burst
                    && maxTracked == other.maxTracked
                    && prefix.equals(other.prefix);
        }
    }
}
