package io.zentinelproxy.inference.limits;

import io.zentinelproxy.inference.ledger.Limit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a block {@code rate-limit} says.
 *
 * @param limits each a bucket of a minute; their ids are those of {@link LimitTerms#within} once they have a scope
 * @param holder whom they count for, all parts together; empty where the block does not say
 * @param estimation null where it does not say
 */
public record RateTerms(
        List<Limit> limits,
        List<HolderPart> holder,
        @Nullable EstimationMethod estimation) {}
