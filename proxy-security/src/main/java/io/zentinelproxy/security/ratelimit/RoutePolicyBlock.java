package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.BlockReader;
import io.zentinelproxy.core.config.ModuleSettings;
import io.zentinelproxy.core.config.Section;

/** The plug of the block {@code rate-limit} in a route's policies. */
public final class RoutePolicyBlock implements BlockReader {
    private static final Block BLOCK = Block.single(
                    "rate-limit",
                    "A limit of this route's own, asked before its filters; as a filter of the type `rate-limit`.")
            .keys(LimitKeys.all());

    /** What it came to. */
    record Settings(LimitTerms terms) implements ModuleSettings {}

    @Override
    public String within() {
        return "policies";
    }

    @Override
    public Block block() {
        return BLOCK;
    }

    @Override
    public ModuleSettings read(Section section) {
        return new Settings(LimitKeys.read(section));
    }
}
