package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.inference.ledger.Ledger;
import io.zentinelproxy.inference.tokens.Calibrations;
import io.zentinelproxy.inference.tokens.PromptCounter;

/** What all routes share, over reloads. */
record Parts(Ledger ledger, Calibrations calibrations, PromptCounter counter, ModelCounts counts) {}
