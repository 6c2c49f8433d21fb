package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.ModuleSettings;
import io.zentinelproxy.inference.ledger.LedgerSettings;
import io.zentinelproxy.inference.models.Prices;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The block {@code inference} at the top.
 *
 * @param keysFile of virtual keys, or null where there are none
 * @param ledger where the books are
 * @param prices on routes that have none of their own; null for none
 * @param origins by the ids of upstreams
 * @param upstreams those ids, where they stand
 */
record GatewaySettings(
        @Nullable Path keysFile,
        LedgerSettings ledger,
        @Nullable Prices prices,
        Map<String, ModelOrigin> origins,
        List<Located<String>> upstreams)
        implements ModuleSettings {
    static final GatewaySettings NONE =
            new GatewaySettings(null, LedgerSettings.Memory.USUAL, null, Map.of(), List.of());
}
