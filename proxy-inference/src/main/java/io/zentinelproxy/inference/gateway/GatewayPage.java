package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.inference.keys.KeyRing;
import io.zentinelproxy.inference.ledger.Entry;
import io.zentinelproxy.inference.ledger.Ledger;
import io.zentinelproxy.inference.ledger.LedgerTotals;
import io.zentinelproxy.inference.model.Usage;
import io.zentinelproxy.inference.tokens.Calibrations;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of models: limits and who has used how much of them, the last entries of the books, keys, and what was learned of counts.
 * No key and no hash of one is in it.
 */
final class GatewayPage {
    private final PageQuery query;

    GatewayPage(PageQuery query) {
        this.query = query;
    }

    /** @param keys those in force; null where there are none */
    JsonObject of(List<RoutePlan> plans, @Nullable KeyRing keys, Ledger ledger, Calibrations calibrations) {
        LedgerTotals totals = ledger.totals();
        JsonObject.Builder page = new LimitsPart(query, ledger).put(plans, keys);
        page.and("entries", list(ledger.recent(), GatewayPage::entry));
        page.and("totals", totals(totals)).and("store", store(totals.store()));
        putKeys(page, keys);
        return page.and("token_ratios", list(calibrations.learned(), GatewayPage::ratio))
                .build();
    }

    private <T> JsonArray list(List<T> all, java.util.function.Function<T, JsonValue> told) {
        return new JsonArray(all.stream().limit(query.most()).map(told).toList());
    }

    private void putKeys(JsonObject.Builder page, @Nullable KeyRing keys) {
        if (keys != null) {
            Instant now = Instant.now();
            page.and(
                    "keys",
                    list(
                            keys.keys(),
                            key -> JsonObject.with("id", key.id())
                                    .and("team", key.teamId().isEmpty() ? JsonNull.NULL : new JsonString(key.teamId()))
                                    .and("state", key.state(now).name().toLowerCase(Locale.ROOT))
                                    .build()));
            page.and("keys_left_off", Math.max(0, keys.keys().size() - query.most()));
        }
    }

    private static JsonObject entry(Entry entry) {
        Usage usage = entry.usage();
        return JsonObject.with("request_id", entry.requestId())
                .and("time", Instant.ofEpochMilli(entry.millis()).toString())
                .and("route", entry.route())
                .and("virtual_key", entry.key())
                .and("team", entry.team())
                .and("model", entry.model())
                .and("input_tokens", usage.input())
                .and("cached_tokens", usage.cached())
                .and("cache_write_tokens", usage.cacheWrite())
                .and("output_tokens", usage.output())
                .and("reasoning_tokens", usage.reasoning())
                .and("cost_micros", entry.cost())
                .and("usage_source", entry.source().name().toLowerCase(Locale.ROOT))
                .and("answer_end", entry.end().name().toLowerCase(Locale.ROOT))
                .build();
    }

    private JsonObject totals(LedgerTotals totals) {
        Map<String, JsonValue> refusals = new TreeMap<>();
        totals.refusals().entrySet().stream()
                .limit(query.most())
                .forEach(one -> refusals.put(one.getKey(), JsonNumber.of(one.getValue())));
        return JsonObject.with("open", JsonNumber.of(Math.max(0, totals.open())))
                .and("entries", totals.entries())
                .and("released", totals.released())
                .and("given_back", totals.expired())
                .and("refusals", new JsonObject(refusals))
                .and("accounts", totals.accounts())
                .and("evictions", totals.evictions())
                .and("holders_refused", totals.full())
                .and("lost", totals.lost())
                .and("waiting", totals.waiting())
                .build();
    }

    private static JsonObject store(LedgerTotals.Store store) {
        JsonObject.Builder told = JsonObject.with("backend", store.kind()).and("state", store.up() ? "up" : "down");
        if (!store.lastFailure().isEmpty()) {
            told.and("last_failure", store.lastFailure());
        }
        return told.build();
    }

    private static JsonValue ratio(Calibrations.Ratio one) {
        return JsonObject.with("model", one.model())
                .and("kind", one.kind().name().toLowerCase(Locale.ROOT))
                .and("ratio", decimal(one.calibration().ratio()))
                .and("upper", decimal(one.calibration().upper()))
                .and("answers", one.calibration().learned())
                .build();
    }

    private static JsonNumber decimal(double number) {
        return new JsonNumber(String.format(Locale.ROOT, "%.4f", number));
    }
}
