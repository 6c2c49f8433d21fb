package io.zentinelproxy.security.ratelimit;

import static io.zentinelproxy.core.config.QuantityTypes.count;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.BlockReader;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.ModuleSettings;
import io.zentinelproxy.core.config.Section;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The plug of the block {@code rate-limits} at the top. */
public final class RateLimitsBlock implements BlockReader {
    private static final Key<Integer> RPS = Key.defaulting(
            "default-rps",
            count(1, LimitKeys.MAX_RPS),
            100,
            "`max-rps` of limits that say neither that nor `requests`, and do not limit octets alone.");

    private static final Key<Integer> BURST =
            Key.optional("default-burst", count(1, 1_000_000_000), "10", "`burst` of limits that do not say it.");

    private static final Key<KeyPart> KEY =
            Key.plural("key", LimitTypes.KEY, "client-ip", "`key` of limits that do not say it.");

    private static final Block GLOBAL = Block.single(
                    "global",
                    "A limit of all requests that have a route, asked before those of the route; as a filter of the type `rate-limit`.")
            .keys(LimitKeys.all());

    private static final Block BLOCK = Block.single("rate-limits", "What holds for limits of all routes.")
            .keys(RPS, BURST, KEY)
            .blocks(GLOBAL);

    /**
     * What it came to.
     *
     * @param burst null where it does not say
     * @param global null where there is none
     */
    record Settings(
            long rps,
            @Nullable Long burst,
            List<KeyPart> key,
            @Nullable LimitTerms global) implements ModuleSettings {
        static final Settings NONE = new Settings(100, null, List.of(), null);
    }

    @Override
    public String within() {
        return "";
    }

    @Override
    public Block block() {
        return BLOCK;
    }

    @Override
    public ModuleSettings read(Section section) {
        Integer burst = section.find(BURST);
        return new Settings(
                section.get(RPS),
                burst == null ? null : burst.longValue(),
                LimitKeys.parts(section, section.all(KEY)),
                section.optional(GLOBAL, LimitKeys::read));
    }
}
