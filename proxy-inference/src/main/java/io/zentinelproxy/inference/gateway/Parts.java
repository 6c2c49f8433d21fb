package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.inference.ledger.Ledger;
import io.zentinelproxy.inference.tokens.Calibrations;
import io.zentinelproxy.inference.tokens.PromptCounter;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all routes share, over reloads.
 *
 * @param undecided requests that are here, and will perhaps reserve in this ledger: it stays open for them
 * @param open whether requests are served while the books cannot be asked
 */
record Parts(
        Ledger ledger,
        LongAdder undecided,
        boolean open,
        Calibrations calibrations,
        PromptCounter counter,
        ModelCounts counts,
        BudgetCounts budgets) {}
