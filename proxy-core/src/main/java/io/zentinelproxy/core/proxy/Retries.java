package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.Fields;
import io.zentinelproxy.core.retry.RetryPolicy;
import io.zentinelproxy.core.retry.RetryReason;
import io.zentinelproxy.core.upstream.Origin;
import io.zentinelproxy.core.upstream.Upstream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tries of one request at one upstream, from the first that fails: where it was, and whether there may be another. */
final class Retries {
    /** Times that one request is sent where the route has no policy, the first included. */
    private static final int USUAL_TRIES = 3;

    /** Connections that one request finds about to end, besides: that says nothing of whether the origin wants it. */
    private static final int MAX_FAREWELLS = 10;

    private final Upstream upstream;
    private final RequestContent content;
    private final @Nullable RetryPolicy policy;
    private final boolean repeatable;
    private final long until;
    private final List<Endpoint> failed = new ArrayList<>(USUAL_TRIES);
    private int sent = 1;
    private int farewells;

    /** Until when to wait before the next try; 0 for not at all. */
    private long pause;

    /**
     * @param repeatable whether the request may be done twice
     * @param until when the last try has to begin, on the sweep's clock
     */
    Retries(Way way, RequestContent content, boolean repeatable, long until) {
        upstream = way.upstream();
        policy = way.retry();
        this.content = content;
        this.repeatable = repeatable;
        this.until = until;
    }

    /** Where it was tried in vain. */
    List<Endpoint> failed() {
        return failed;
    }

    /** Until when to wait before the next try, on the sweep's clock; 0 for not at all. Asked once for each. */
    long takePause() {
        long wait = pause;
        pause = 0;
        return wait;
    }

    /** Whether it may go on after this fault, by what holds for every route. */
    boolean mayGoOn(UpstreamFault.Kind kind) {
        if (kind == UpstreamFault.Kind.GOING_AWAY) {
            farewells++;
            return farewells <= MAX_FAREWELLS;
        }
        sent++;
        return sent <= (policy == null ? USUAL_TRIES : Math.max(policy.maxAttempts(), USUAL_TRIES));
    }

    /** Whether there is another origin, now that this one cannot be reached either. */
    boolean mayGoElsewhere(Origin from) {
        failed.add(from);
        return upstream.hasOthers(failed);
    }

    /**
     * Whether the policy has it sent again; then its content is kept, and the budget has paid.
     *
     * @param answer the fields of an answer that is thrown away for that, or null where none came
     */
    boolean again(RetryPolicy by, RetryReason reason, Origin from, @Nullable Fields answer) {
        if (!repeatable && !reason.isHarmless()) {
            return false;
        }
        failed.add(from);
        long now = upstream.now();
        if (sent >= by.maxAttempts() || now - until >= 0) {
            by.exhausted();
            return false;
        }
        if (!content.isHere()) {
            by.overflowed();
            return false;
        }
        return settle(by, reason, answer, now);
    }

    private boolean settle(RetryPolicy by, RetryReason reason, @Nullable Fields answer, long now) {
        boolean others = upstream.hasOthers(failed);
        long asked = others || answer == null ? 0 : RetryPolicy.retryAfter(answer);
        long wait = others && reason == RetryReason.CONNECT_FAILURE ? 0 : Math.max(by.backoff(sent), asked);
        if (!upstream.isUsable() || !by.allows(asked) || wait >= until - now) {
            by.exhausted();
            return false;
        }
        long pauseUntil = wait == 0 ? 0 : upstream.exactly() + wait;
        if (!by.take(reason, now) || !content.reserve()) {
            return false;
        }
        pause = pauseUntil;
        sent++;
        return true;
    }
}
