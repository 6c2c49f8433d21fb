package io.zentinelproxy.core.config;

import io.zentinelproxy.core.certificate.CipherSuites;
import io.zentinelproxy.core.certificate.TlsVersion;
import io.zentinelproxy.core.config.HttpVersionSettings.Offer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of events by a request: one {@code webhook} block.
 *
 * @param url where the request goes
 * @param events those that are told
 * @param secret what messages are signed with, as {@link WebhookKey} reads it
 * @param timeout of one attempt
 * @param maxAttempts of one message, the first included
 * @param backoff the wait after the first attempt that failed, doubled after each further one
 * @param maxBackoff that it does not grow beyond
 * @param maxQueue messages that may wait
 * @param authorities the file of the certificates that are trusted, or null for those that the Java runtime trusts
 */
public record WebhookSettings(
        String id,
        WebhookUrl url,
        Set<Event> events,
        SecretText secret,
        Duration timeout,
        int maxAttempts,
        Duration backoff,
        Duration maxBackoff,
        int maxQueue,
        @Nullable Path authorities) {

    /** What can be told. */
    public enum Event {
        TARGET_DOWN,
        TARGET_UP,
        BREAKER_OPEN,
        BREAKER_CLOSED,
        BLOCKED_REQUEST,
        BUDGET_ALERT,
        CONFIG_RELOAD,
        CONFIG_RELOAD_FAILED;

        /** As the configuration calls it, and the message. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public WebhookSettings {
        EnumSet<Event> inTheirOrder = EnumSet.noneOf(Event.class);
        inTheirOrder.addAll(events);
        events = Collections.unmodifiableSet(inTheirOrder);
    }

    /** The connections to it are those of an upstream of its own; its id is none that an upstream of the configuration can have. */
    public UpstreamSettings upstream() {
        return new UpstreamSettings(
                "webhook " + id,
                List.of(new UpstreamSettings.Target(url.address(), 1, 0)),
                new BalancingSettings.RoundRobin(),
                UpstreamSettings.ProxyProtocol.OFF,
                new UpstreamSettings.Timeouts(timeout, null, timeout, timeout, 0),
                new UpstreamSettings.ConnectionPool(1, 1, Duration.ofMinutes(1), null),
                url.encrypted() ? tls() : null,
                new HttpVersionSettings(Offer.HTTP1, null, Duration.ofSeconds(5), 1, 65_535),
                HealthSettings.NONE,
                null);
    }

    private UpstreamTlsSettings tls() {
        return new UpstreamTlsSettings(
                null,
                List.of(),
                false,
                null,
                authorities,
                TlsVersion.TLS_1_2,
                TlsVersion.TLS_1_3,
                CipherSuites.DEFAULT);
    }
}
