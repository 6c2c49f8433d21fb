package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.config.WebhookSettings;
import io.zentinelproxy.core.exchange.ExchangeObserver;
import io.zentinelproxy.core.observe.BlockedRequests;
import io.zentinelproxy.core.observe.Figures;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.observe.Reading;
import io.zentinelproxy.core.upstream.Upstream;
import io.zentinelproxy.core.upstream.UpstreamBounds;
import io.zentinelproxy.core.upstream.tls.OriginTls;
import io.zentinelproxy.core.webhook.Webhook;
import io.zentinelproxy.core.webhook.Webhooks;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who outside is told of events under one configuration. Where its webhooks are what they were, they go on with what waits in them; others are
 * made anew, and what waits in the old ones is sent within their grace.
 */
final class Hooks {
    private final List<WebhookSettings> settings;
    private final Webhooks webhooks;
    private final @Nullable BlockedRequests refused;
    private final Commons commons;

    private Hooks(List<WebhookSettings> settings, Webhooks webhooks, Commons commons) {
        this.settings = settings;
        this.webhooks = webhooks;
        this.commons = commons;
        boolean wanted = webhooks.want(WebhookSettings.Event.BLOCKED_REQUEST);
        refused = wanted ? new BlockedRequests(commons.limits().events()) : null;
    }

    /**
     * @param before those in force, or null
     * @throws IOException where a file of TLS cannot be used
     */
    static Hooks of(List<WebhookSettings> settings, Commons commons, @Nullable Hooks before, Transition transition)
            throws IOException {
        if (before != null && before.settings.equals(settings)) {
            return before;
        }
        Map<String, Upstream> connections = new HashMap<>();
        for (WebhookSettings one : settings) {
            connections.put(one.id(), connections(one.upstream(), commons, transition));
        }
        Webhooks made =
                new Webhooks(settings, one -> Objects.requireNonNull(connections.get(one.id())), commons.sweep());
        transition.ifAbandoned(made::close);
        Hooks hooks = new Hooks(settings, made, commons);
        if (before == null) {
            // Nobody else is told meanwhile.
            hooks.begin();
        } else {
            transition.atSwap(hooks::begin);
            transition.afterwards(before::close);
        }
        return hooks;
    }

    /** Nobody is told of the health of who is told: that could go in circles. */
    private static Upstream connections(UpstreamSettings settings, Commons commons, Transition transition)
            throws IOException {
        SharedLimits limits = commons.limits();
        OriginTls tls = Upstreams.encryption(settings, null, commons, transition);
        return new Upstream(
                settings,
                tls,
                commons.resolver(),
                commons.sweep(),
                commons.bulk(),
                commons.http2(),
                new UpstreamBounds(0, limits.waiting(), limits.held(), limits.checks(), ProxyEvents.NONE, limits.key()),
                null);
    }

    private void begin() {
        commons.limits().events().to(webhooks);
        if (refused != null) {
            commons.sweep().add(refused);
        }
    }

    /** Is told of exchanges, or null where nobody wants to know. */
    @Nullable
    ExchangeObserver refusedRequests() {
        return refused;
    }

    void tell(Told.Tellers tellers) {
        for (Webhook one : webhooks.all()) {
            tellers.add(one, figures -> tell(figures, one));
        }
    }

    private static void tell(Figures figures, Webhook one) {
        String id = one.settings().id();
        figures.put(Reading.WEBHOOK_MESSAGES, one.delivered(), id, "delivered");
        figures.put(Reading.WEBHOOK_MESSAGES, one.refused(), id, "refused");
        figures.put(Reading.WEBHOOK_MESSAGES, one.exhausted(), id, "exhausted");
        figures.put(Reading.WEBHOOK_RETRIES, one.retried(), id);
        figures.put(Reading.WEBHOOK_DROPPED, one.overflown(), id, "queue_full");
        figures.put(Reading.WEBHOOK_DROPPED, one.abandoned(), id, "shutdown");
        figures.put(Reading.WEBHOOK_QUEUE, one.waiting(), id);
    }

    void close() {
        if (refused != null) {
            commons.sweep().remove(refused);
        }
        webhooks.close();
    }
}
