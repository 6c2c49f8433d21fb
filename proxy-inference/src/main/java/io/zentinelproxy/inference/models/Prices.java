package io.zentinelproxy.inference.models;

import io.zentinelproxy.inference.model.Usage;

/**
 * What models cost: the first glob that fits says it, else the price of all others.
 *
 * @param currency of all of them, three letters (ISO 4217)
 */
public record Prices(ModelRules<Price> byModel, Price others, String currency) {
    /** What the original takes for models it has no price of: a dollar for a million tokens in, two for as many out. */
    public static final Price USUAL = new Price(1_000_000, 2_000_000, 1_000_000, 1_000_000);

    public static final String USUAL_CURRENCY = "USD";

    public Price of(String model) {
        Price own = byModel.find(model);
        return own == null ? others : own;
    }

    /** Micro-units of the currency, as {@link Price#cost} counts them. */
    public long cost(String model, Usage usage) {
        return of(model).cost(usage);
    }
}
