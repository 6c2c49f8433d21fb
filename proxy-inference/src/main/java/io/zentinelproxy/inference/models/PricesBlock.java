package io.zentinelproxy.inference.models;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.WordTypes;
import io.zentinelproxy.core.config.kdl.Problem;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The block {@code cost-attribution}. */
public final class PricesBlock {
    private static final Key<ModelGlob> MODEL =
            Key.required("model", ModelTypes.GLOB, "The models it is the price of; of several that fit, the first.");

    private static final Key<Long> INPUT = Key.optional(
            "input-cost-per-million", ModelTypes.PER_MILLION, "`input-cost-per-1k`", "A million tokens read.");

    private static final Key<Long> INPUT_1K = Key.optional(
            "input-cost-per-1k",
            ModelTypes.PER_1K,
            "`input-cost-per-million`",
            "The same for a thousand; one of the two.");

    private static final Key<Long> OUTPUT = Key.optional(
            "output-cost-per-million", ModelTypes.PER_MILLION, "`output-cost-per-1k`", "A million tokens written.");

    private static final Key<Long> OUTPUT_1K = Key.optional(
            "output-cost-per-1k",
            ModelTypes.PER_1K,
            "`output-cost-per-million`",
            "The same for a thousand; one of the two.");

    private static final Key<Long> CACHED = Key.optional(
            "cached-input-cost-per-million",
            ModelTypes.PER_MILLION,
            "as input",
            "A million tokens read from the provider's cache.");

    private static final Key<Long> CACHE_WRITE = Key.optional(
            "cache-write-cost-per-million",
            ModelTypes.PER_MILLION,
            "as input",
            "A million tokens read and written to the provider's cache.");

    private static final Key<String> OWN_CURRENCY = Key.optional(
            "currency",
            ModelTypes.CURRENCY,
            "that of the block",
            "Must be that of the block: sums of several currencies are none.");

    private static final Block PRICE = Block.repeated("model", "The price of some models.")
            .arguments(MODEL)
            .keys(INPUT, INPUT_1K, OUTPUT, OUTPUT_1K, CACHED, CACHE_WRITE, OWN_CURRENCY);

    private static final Block PRICING =
            Block.single("pricing", "Prices by model.").alias("models").blocks(PRICE);

    private static final Key<Boolean> ENABLED =
            Key.defaulting("enabled", WordTypes.SWITCH, true, "Whether costs are counted at all.");

    private static final Key<Long> OTHER_INPUT = Key.defaulting(
            "default-input-cost",
            ModelTypes.PER_MILLION,
            Prices.USUAL.input(),
            "A million tokens read by models without a price, cached or not.");

    private static final Key<Long> OTHER_OUTPUT = Key.defaulting(
            "default-output-cost",
            ModelTypes.PER_MILLION,
            Prices.USUAL.output(),
            "A million tokens written by models without a price.");

    private static final Key<String> CURRENCY = Key.defaulting(
            "currency",
            ModelTypes.CURRENCY,
            Prices.USUAL_CURRENCY,
            "What all costs are told in. Nothing is converted.");

    /** What may stand in it. */
    public static final Block BLOCK = Block.single("cost-attribution", "What tokens cost.")
            .keys(ENABLED, OTHER_INPUT, OTHER_OUTPUT, CURRENCY)
            .blocks(PRICING);

    private PricesBlock() {}

    private record ModelPrice(
            ModelGlob glob, Price price, @Nullable Located<String> currency) {}

    /** The prices, or null where costs are not to be counted or a problem was reported. */
    public static @Nullable Prices read(Section section) {
        boolean enabled = section.get(ENABLED);
        long input = section.get(OTHER_INPUT);
        long output = section.get(OTHER_OUTPUT);
        String currency = section.get(CURRENCY);
        List<ModelPrice> prices = section.optional(PRICING, pricing -> pricing.each(PRICE, PricesBlock::readPrice));
        ModelRules.Builder<Price> rules = new ModelRules.Builder<>();
        for (ModelPrice price : Objects.requireNonNullElse(prices, List.<ModelPrice>of())) {
            rules.add(price.glob, price.price);
            checkCurrency(section, price.currency, currency);
        }
        return enabled ? new Prices(rules.build(), new Price(input, output, input, input), currency) : null;
    }

    private static @Nullable ModelPrice readPrice(Section section) {
        Located<ModelGlob> glob = section.argument(MODEL);
        Long input = oneOf(section, INPUT, INPUT_1K);
        Long output = oneOf(section, OUTPUT, OUTPUT_1K);
        Long cached = section.find(CACHED);
        Long cacheWrite = section.find(CACHE_WRITE);
        Located<String> currency = section.locate(OWN_CURRENCY);
        if (glob == null || input == null || output == null) {
            return null;
        }
        Price price =
                new Price(input, output, cached == null ? input : cached, cacheWrite == null ? input : cacheWrite);
        return new ModelPrice(glob.value(), price, currency);
    }

    /** What either of two keys says, or null where that is reported. */
    private static @Nullable Long oneOf(Section section, Key<Long> million, Key<Long> thousand) {
        Located<Long> first = section.locate(million);
        Located<Long> second = section.locate(thousand);
        if (first != null && second != null) {
            section.report(Problem.at(
                            second.position(),
                            "`" + million.name() + "` and `" + thousand.name() + "` say the same in two ways")
                    .expecting("one of them"));
        }
        if (first == null && second == null) {
            section.report(
                    "a price without `" + million.name() + "`",
                    "`" + million.name() + "` or `" + thousand.name() + "`");
            return null;
        }
        return first == null ? Objects.requireNonNull(second).value() : first.value();
    }

    private static void checkCurrency(Section section, @Nullable Located<String> own, String currency) {
        if (own != null && !own.value().equals(currency)) {
            section.report(Problem.at(own.position(), "a price in another currency than the others")
                    .expecting("`" + currency + "`, as the block says, since nothing is converted"));
        }
    }
}
