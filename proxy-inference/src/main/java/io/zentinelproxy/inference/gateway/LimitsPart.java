package io.zentinelproxy.inference.gateway;

import io.zentinelproxy.core.json.JsonArray;
import io.zentinelproxy.core.json.JsonNumber;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.inference.keys.KeyRing;
import io.zentinelproxy.inference.ledger.AccountState;
import io.zentinelproxy.inference.ledger.Ledger;
import io.zentinelproxy.inference.ledger.LedgerException;
import io.zentinelproxy.inference.ledger.Limit;
import io.zentinelproxy.inference.ledger.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The limits on the page of operators: those of routes first, then those of teams, then those of keys. For one page; one thread. */
final class LimitsPart {
    private final PageQuery query;
    private final Ledger ledger;
    private final List<JsonValue> shown = new ArrayList<>();
    private long leftOff;

    /** What the store said when it did not say how accounts stand: it is not asked again for this page. */
    private @Nullable String failure;

    LimitsPart(PageQuery query, Ledger ledger) {
        this.query = query;
        this.ledger = ledger;
    }

    JsonObject.Builder put(List<RoutePlan> plans, @Nullable KeyRing keys) {
        plans.forEach(plan -> plan.limits().forEach(held -> show(held.limit(), null)));
        if (keys != null) {
            keys.teams().forEach(team -> team.limits().forEach(limit -> show(limit, team.id())));
            keys.keys().forEach(key -> key.limits().forEach(limit -> show(limit, key.id())));
        }
        JsonObject.Builder page = JsonObject.with("limits", new JsonArray(shown));
        page.and("limits_left_off", leftOff);
        return failure == null ? page : page.and("failure", failure);
    }

    /** @param holder the only one that it has; null for as many as come */
    private void show(Limit limit, @Nullable String holder) {
        if (query.limit() != null && !query.limit().equals(limit.id())) {
            return;
        }
        if (shown.size() >= query.most()) {
            leftOff++;
            return;
        }
        JsonObject.Builder told = JsonObject.with("id", limit.id())
                .and("measure", limit.measure().name().toLowerCase(Locale.ROOT))
                .and("window", window(limit.window()))
                .and("most", limit.most())
                .and("extra", limit.extra())
                .and("enforced", limit.enforced());
        shown.add(told.and("accounts", new JsonArray(accounts(limit, holder))).build());
    }

    private List<JsonValue> accounts(Limit limit, @Nullable String holder) {
        if (failure != null) {
            return List.of();
        }
        try {
            List<AccountState> states =
                    holder == null ? ledger.states(limit, query.most()) : List.of(ledger.state(limit, holder));
            return states.stream().map(LimitsPart::account).toList();
        } catch (LedgerException e) {
            failure = String.valueOf(e.getMessage());
            return List.of();
        }
    }

    private static JsonValue account(AccountState state) {
        return JsonObject.with("holder", state.holder())
                .and("used", state.used())
                .and("reserved", state.reserved())
                .and("carried", state.carried())
                .and("remaining", state.remaining())
                .and("reset_ms", state.resetMillis())
                .build();
    }

    private static JsonValue window(Window window) {
        return switch (window) {
            case Window.Bucket bucket ->
                JsonObject.with("kind", "bucket")
                        .and("period_ms", bucket.period().toMillis())
                        .and("burst", JsonNumber.of(bucket.burst()))
                        .build();
            case Window.Calendar calendar ->
                JsonObject.with("kind", "calendar")
                        .and("unit", calendar.unit().name().toLowerCase(Locale.ROOT))
                        .build();
            case Window.Rolling rolling ->
                JsonObject.with("kind", "rolling")
                        .and("length_ms", rolling.length().toMillis())
                        .build();
        };
    }
}
