package io.zentinelproxy.core.webhook;

import io.zentinelproxy.core.config.WebhookSettings.Event;
import io.zentinelproxy.core.json.Json;
import io.zentinelproxy.core.json.JsonNull;
import io.zentinelproxy.core.json.JsonObject;
import io.zentinelproxy.core.json.JsonString;
import io.zentinelproxy.core.json.JsonValue;
import io.zentinelproxy.core.observe.ProxyEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event as it is told: {@code {"id", "type", "timestamp", "data"}}.
 *
 * @param id the same in each attempt, so that a receiver knows it again
 * @param at when it happened
 */
record Message(String id, ProxyEvent event, Instant at) {

    /** What kind of event it is. */
    static Event kind(ProxyEvent event) {
        return switch (event) {
            case ProxyEvent.TargetDown down -> Event.TARGET_DOWN;
            case ProxyEvent.TargetUp up -> Event.TARGET_UP;
            case ProxyEvent.BreakerOpened opened -> Event.BREAKER_OPEN;
            case ProxyEvent.BreakerClosed closed -> Event.BREAKER_CLOSED;
            case ProxyEvent.BlockedRequests blocked -> Event.BLOCKED_REQUEST;
            case ProxyEvent.BudgetAlert alert -> Event.BUDGET_ALERT;
            case ProxyEvent.ConfigurationReloaded reloaded -> Event.CONFIG_RELOAD;
            case ProxyEvent.ReloadFailed failed -> Event.CONFIG_RELOAD_FAILED;
        };
    }

    byte[] json() {
        return Json.write(JsonObject.with("id", id)
                .and("type", kind(event).word())
                .and("timestamp", at.toString())
                .and("data", data())
                .build());
    }

    private JsonObject data() {
        return switch (event) {
            case ProxyEvent.TargetDown down ->
                JsonObject.with("upstream", down.upstream())
                        .and("target", down.target())
                        .and("reason", down.why())
                        .build();
            case ProxyEvent.TargetUp up ->
                JsonObject.with("upstream", up.upstream())
                        .and("target", up.target())
                        .build();
            case ProxyEvent.BreakerOpened opened ->
                guarded(opened.guarded()).and("reason", opened.why()).build();
            case ProxyEvent.BreakerClosed closed -> guarded(closed.guarded()).build();
            case ProxyEvent.BlockedRequests blocked ->
                JsonObject.with("reason", blocked.reason())
                        .and("route", orNull(blocked.route()))
                        .and("client", blocked.client())
                        .and("count", blocked.count())
                        .build();
            case ProxyEvent.BudgetAlert alert ->
                JsonObject.with("budget", alert.limit())
                        .and("holder", alert.holder())
                        .and("threshold_per_mille", alert.perMille())
                        .and("used", alert.used())
                        .and("limit", alert.most())
                        .build();
            case ProxyEvent.ConfigurationReloaded reloaded -> JsonObject.empty();
            case ProxyEvent.ReloadFailed failed ->
                JsonObject.with("reason", failed.why()).build();
        };
    }

    private static JsonObject.Builder guarded(ProxyEvent.Guarded guarded) {
        return switch (guarded) {
            case ProxyEvent.Guarded.Target target ->
                JsonObject.with("upstream", target.upstream()).and("target", target.target());
            case ProxyEvent.Guarded.Route route -> JsonObject.with("route", route.route());
        };
    }

    private static JsonValue orNull(@Nullable String text) {
        return text == null ? JsonNull.NULL : new JsonString(text);
    }
}
