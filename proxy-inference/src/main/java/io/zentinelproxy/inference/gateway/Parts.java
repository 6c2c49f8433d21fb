package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.inference.ledger.Ledger;
import io.zentinelproxy.inference.tokens.Calibrations;
import io.zentinelproxy.inference.tokens.PromptCounter;

/**
 * What all routes share, over reloads.
 *
 * @param open whether requests are served while the books cannot be asked
 */
record Parts(
        Ledger ledger,
        boolean open,
        Calibrations calibrations,
        PromptCounter counter,
        ModelCounts counts,
        BudgetCounts budgets) {}
