package io.zentinelproxy.core.upstream.health;

import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.observe.ProxyEvent;
import io.zentinelproxy.core.observe.ProxyEvent.Guarded;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Tells when a target goes and comes: one line of the log, as far as it has room, and one event each. Guarded by its target, but for what is told of its breaker. */
final class Transitions {
    private final Endpoint endpoint;
    private boolean down;
    private long downSince;
    private volatile @Nullable String why;
    private volatile long sinceMillis;

    Transitions(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    void down(UpstreamHealth by, String reason) {
        if (down) {
            return;
        }
        down = true;
        downSince = by.sweep().now();
        note(reason);
        by.log().warn(name() + " gets no requests: " + reason);
        by.events().tell(new ProxyEvent.TargetDown(by.upstream(), endpoint.name(), reason));
    }

    void up(UpstreamHealth by) {
        if (!down) {
            return;
        }
        down = false;
        sinceMillis = System.currentTimeMillis();
        by.log()
                .info(name() + " gets requests again, after "
                        + seconds(by.sweep().now() - downSince));
        by.events().tell(new ProxyEvent.TargetUp(by.upstream(), endpoint.name()));
    }

    void opened(UpstreamHealth by, String reason) {
        note("circuit breaker: " + reason);
        by.log().warn(name() + ": its circuit breaker has opened: " + reason);
        by.events().tell(new ProxyEvent.BreakerOpened(new Guarded.Target(by.upstream(), endpoint.name()), reason));
    }

    void closed(UpstreamHealth by) {
        sinceMillis = System.currentTimeMillis();
        by.log().info(name() + ": its circuit breaker has closed");
        by.events().tell(new ProxyEvent.BreakerClosed(new Guarded.Target(by.upstream(), endpoint.name())));
    }

    private void note(String reason) {
        why = reason;
        sinceMillis = System.currentTimeMillis();
    }

    private String name() {
        return "target " + endpoint.name();
    }

    private static String seconds(long nanos) {
        return Duration.ofNanos(nanos).toSeconds() + " s";
    }

    /** The last reason. */
    @Nullable
    String why() {
        return why;
    }

    /** Of the last change, or 0. */
    long sinceMillis() {
        return sinceMillis;
    }
}
