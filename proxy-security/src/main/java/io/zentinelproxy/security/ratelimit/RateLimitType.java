package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.FilterBlock;
import io.zentinelproxy.core.config.FilterSettings;
import io.zentinelproxy.core.config.FilterType;
import io.zentinelproxy.core.config.Section;

/** The plug of filters of the type {@code rate-limit}. */
public final class RateLimitType implements FilterType {
    private static final Block BLOCK = FilterBlock.of(
            "rate-limit",
            "Limits how many requests, or octets, those with the same key may have. All limits of a route are asked together, where"
                    + " the first of them stands; routes that list the same filter count together.",
            LimitKeys.all());

    /** One filter. */
    record Settings(String id, LimitTerms terms) implements FilterSettings.OfModule {}

    @Override
    public Block block() {
        return BLOCK;
    }

    @Override
    public FilterSettings.OfModule read(String id, Section section) {
        return new Settings(id, LimitKeys.read(section));
    }
}
