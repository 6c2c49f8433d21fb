package io.zentinelproxy.core.webhook;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.SystemSettings.RequestIdFormat;
import io.zentinelproxy.core.config.WebhookSettings;
import io.zentinelproxy.core.config.WebhookSettings.Event;
import io.zentinelproxy.core.exchange.RequestIds;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.observe.ProxyEvent;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.upstream.Upstream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** All webhooks of a configuration. Any thread tells; costs a place in the queue of each that wants to know. */
public final class Webhooks implements ProxyEvents, AutoCloseable {
    private final List<Webhook> all = new ArrayList<>();
    private final List<Upstream> upstreams = new ArrayList<>();
    private final RequestIds ids = RequestIds.of(RequestIdFormat.UUID);

    /** @param connections makes the upstream of each, which ends with this */
    public Webhooks(List<WebhookSettings> settings, Function<WebhookSettings, Upstream> connections, Sweep sweep) {
        for (WebhookSettings one : settings) {
            Upstream upstream = connections.apply(one);
            upstreams.add(upstream);
            all.add(new Webhook(one, new Delivery(one, upstream, sweep)));
        }
    }

    public List<Webhook> all() {
        return all;
    }

    /** Whether any of them is told of these. */
    public boolean want(Event kind) {
        return all.stream().anyMatch(one -> one.settings().events().contains(kind));
    }

    @Override
    public void tell(ProxyEvent event) {
        Event kind = Message.kind(event);
        if (want(kind)) {
            Message message = new Message(id(), event, Instant.now());
            for (Webhook one : all) {
                if (one.settings().events().contains(kind)) {
                    one.tell(message);
                }
            }
        }
    }

    /** No dot may be in it, which delimits what is signed. */
    private String id() {
        byte[] octets = new byte[RequestIds.CAPACITY];
        return "msg_" + Ascii.text(octets, 0, ids.write(octets));
    }

    /** Ends them: what waits is sent within {@link Webhook#GRACE} or dropped. */
    @Override
    public void close() {
        all.forEach(Webhook::close);
        long until = System.nanoTime() + Webhook.GRACE.toNanos();
        all.forEach(one -> one.finish(until - System.nanoTime()));
        upstreams.forEach(Upstream::close);
    }
}
