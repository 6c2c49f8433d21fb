package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.config.Block;
import io.zentinelproxy.core.config.BlockReader;
import io.zentinelproxy.core.config.Key;
import io.zentinelproxy.core.config.Located;
import io.zentinelproxy.core.config.ModuleSettings;
import io.zentinelproxy.core.config.QuantityTypes;
import io.zentinelproxy.core.config.SecretTypes;
import io.zentinelproxy.core.config.SecretTypes.SecretSource;
import io.zentinelproxy.core.config.Section;
import io.zentinelproxy.core.config.WordTypes;
import io.zentinelproxy.inference.dialect.RequestLimits;
import io.zentinelproxy.inference.gateway.ModelRouteSettings.KeyUse;
import io.zentinelproxy.inference.gateway.ModelRouteSettings.OtherRequests;
import io.zentinelproxy.inference.limits.BudgetBlock;
import io.zentinelproxy.inference.limits.BudgetTerms;
import io.zentinelproxy.inference.limits.EstimationMethod;
import io.zentinelproxy.inference.limits.LimitTerms;
import io.zentinelproxy.inference.limits.LimitTypes;
import io.zentinelproxy.inference.limits.RateLimitBlock;
import io.zentinelproxy.inference.limits.RateTerms;
import io.zentinelproxy.inference.model.Provider;
import io.zentinelproxy.inference.models.Prices;
import io.zentinelproxy.inference.models.PricesBlock;
import io.zentinelproxy.inference.models.RoutingBlock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The plug of the block {@code inference} in a route. */
public final class ModelRouteBlock implements BlockReader {
    private static final long MIB = 1024 * 1024;

    private static final Key<Provider> PROVIDER = Key.defaulting(
            "provider",
            WordTypes.choice(providers(), List.of()),
            Provider.GENERIC,
            "Whose API it is: in whose words errors are told, and how its key is sent. generic is for any other: answers are read for a usage in the shapes of the two and of Gemini.");

    private static final Key<SecretSource> API_KEY = Key.optional(
            "api-key",
            SecretTypes.PASSPHRASE,
            "the client's own goes on",
            "The provider's key, which takes the place of what the client has sent. Upstreams with a block `upstream` of the top-level `inference` have their own.");

    private static final Key<KeyUse> VIRTUAL_KEYS = Key.optional(
            "virtual-keys",
            WordTypes.choice(keyUses(), List.of()),
            "required where the top-level `inference` has a `keys-file`, else off",
            "Whether clients must have a virtual key: with optional those without one are served, too; with off keys are the provider's.");

    private static final Key<OtherRequests> OTHERS = Key.defaulting(
            "other-requests",
            WordTypes.choice(otherRequests(), List.of()),
            OtherRequests.REFUSE,
            "What becomes of requests to other APIs than those that are counted, but GET and HEAD without an `Upgrade`, which pass: with pass what they use is neither counted nor limited.");

    private static final Key<Long> MAX_REQUEST = Key.defaulting(
            "max-request-size",
            QuantityTypes.size(1024, 256 * MIB),
            (long) RequestLimits.DEFAULT.octets(),
            "Content of a request, which is held in memory until it is answered.");

    private static final Key<Integer> MAX_OUTPUT = Key.optional(
            "max-output-tokens",
            QuantityTypes.count(1, 100_000_000),
            "as many as the client asks for",
            "Tokens of an answer: asked of the model where the client sets no limit or a higher one.");

    private static final Key<Integer> EXPECTED_OUTPUT = Key.defaulting(
            "expected-output-tokens",
            QuantityTypes.count(0, 100_000_000),
            1024,
            "Tokens that are reserved for an answer where neither the client nor `max-output-tokens` sets a limit. What it uses beyond that is charged all the same.");

    private static final Key<Boolean> ASK_USAGE = Key.defaulting(
            "ask-for-usage",
            WordTypes.SWITCH,
            true,
            "Whether OpenAI's streams are asked for their usage where the client did not; it is not shown it then.");

    private static final Key<EstimationMethod> ESTIMATION = Key.defaulting(
            "token-estimation",
            LimitTypes.ESTIMATION,
            EstimationMethod.TIKTOKEN,
            "How tokens are told before the provider tells them; `rate-limit estimation-method` is another name for it.");

    private static final Key<Boolean> TELL = Key.defaulting(
            "response-fields",
            WordTypes.SWITCH,
            true,
            "Whether answers tell `X-Budget-Remaining` and `X-Budget-Period-Reset`, `X-Inference-Cost` and `X-Inference-Currency`: event streams in their trailers, to clients with `TE: trailers`.");

    private static final Block BLOCK = Block.single(
                    "inference", "The route serves models: what they use is counted and limited.")
            .keys(
                    PROVIDER,
                    API_KEY,
                    VIRTUAL_KEYS,
                    OTHERS,
                    MAX_REQUEST,
                    MAX_OUTPUT,
                    EXPECTED_OUTPUT,
                    ASK_USAGE,
                    ESTIMATION,
                    TELL)
            .blocks(RateLimitBlock.BLOCK, BudgetBlock.BLOCK, PricesBlock.BLOCK, RoutingBlock.BLOCK)
            .unsupported("guardrails")
            .elsewhere("routing", "`load-balancing` of the upstream");

    static Map<String, Provider> providers() {
        Map<String, Provider> words = new LinkedHashMap<>();
        words.put("openai", Provider.OPENAI);
        words.put("anthropic", Provider.ANTHROPIC);
        words.put("generic", Provider.GENERIC);
        return words;
    }

    private static Map<String, KeyUse> keyUses() {
        Map<String, KeyUse> words = new LinkedHashMap<>();
        words.put("required", KeyUse.REQUIRED);
        words.put("optional", KeyUse.OPTIONAL);
        words.put("off", KeyUse.OFF);
        return words;
    }

    private static Map<String, OtherRequests> otherRequests() {
        Map<String, OtherRequests> words = new LinkedHashMap<>();
        words.put("refuse", OtherRequests.REFUSE);
        words.put("pass", OtherRequests.PASS);
        return words;
    }

    @Override
    public String within() {
        return "route";
    }

    @Override
    public Block block() {
        return BLOCK;
    }

    @Override
    public ModuleSettings read(Section section) {
        Located<SecretSource> key = section.locate(API_KEY);
        Prices prices = section.optional(PricesBlock.BLOCK, PricesBlock::read);
        RateTerms rate = section.optional(RateLimitBlock.BLOCK, RateLimitBlock::read);
        List<BudgetTerms> budgets = section.each(BudgetBlock.BLOCK, BudgetBlock::read);
        EstimationMethod estimation = section.get(ESTIMATION);
        LimitTerms.reportTwice(
                section,
                budgets.stream().flatMap(budget -> budget.limits().stream()).toList());
        return new ModelRouteSettings(
                section.get(PROVIDER),
                key == null ? null : SecretTypes.fieldValue(key.value(), section),
                section.find(VIRTUAL_KEYS),
                section.get(OTHERS),
                Math.toIntExact(section.get(MAX_REQUEST)),
                section.find(MAX_OUTPUT),
                section.get(EXPECTED_OUTPUT),
                section.get(ASK_USAGE),
                section.get(TELL),
                rate != null && rate.estimation() != null ? rate.estimation() : estimation,
                rate,
                budgets,
                prices,
                section.optional(RoutingBlock.BLOCK, RoutingBlock::read));
    }
}
