package io.zentinelproxy.inference.limits;

import io.zentinelproxy.inference.ledger.Limit;
import java.util.List;

/**
 * What a block {@code budget} says.
 *
 * @param limits of tokens, of money, or both, in one period
 * @param holder whom they count for, all parts together; empty where the block does not say
 * @param maxTenants holders that are known at once
 */
public record BudgetTerms(List<Limit> limits, List<HolderPart> holder, int maxTenants) {}
