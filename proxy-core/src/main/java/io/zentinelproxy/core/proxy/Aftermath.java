package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.balance.Endpoint;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.retry.RetryPolicy;
import io.zentinelproxy.core.retry.RetryReason;
import io.zentinelproxy.core.upstream.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What becomes of a request at one upstream once a try has failed. Made for the first that does; confined to the exchange's thread. */
final class Aftermath {
    /** What is to be done after a try. */
    enum Next {
        /** Nothing: the exchange is over. */
        DONE,
        /** Another connection to the same origin, one that is new. */
        FRESH,
        /** The same over HTTP/1.1. */
        OLDER,
        /** Another origin, or the same once more. */
        AGAIN,
        /** Nothing here: another upstream is asked. */
        PASSED_ON;

        /** Whether the same origin is asked again. */
        boolean isHere() {
            return this == FRESH || this == OLDER;
        }
    }

    private final RequestContent content;
    private final @Nullable RetryPolicy policy;
    private final @Nullable FallbackCourse course;
    private final boolean repeatable;
    private final Retries retries;

    /**
     * @param course the other upstreams that may be asked, or null where there are none
     * @param repeatable whether the request may be done twice
     * @param until when the last try has to begin, on the sweep's clock
     */
    Aftermath(Way way, RequestContent content, @Nullable FallbackCourse course, boolean repeatable, long until) {
        this.content = content;
        this.course = course;
        this.repeatable = repeatable;
        policy = way.retry();
        retries = new Retries(way, content, repeatable, until);
    }

    /** Where it was tried in vain. */
    List<Endpoint> failed() {
        return retries.failed();
    }

    /** Until when to wait before the next try, on the sweep's clock; 0 for not at all. Asked once for each. */
    long takePause() {
        return retries.takePause();
    }

    /**
     * What is to be done instead of passing an answer on; {@link Next#DONE} where it is passed on.
     *
     * @param reason why the route's policy would have it sent again, or null
     */
    Next ofAnswer(@Nullable RetryReason reason, ResponseHead response, Origin origin) {
        if (policy != null && reason != null && retries.again(policy, reason, origin, response.fields())) {
            return Next.AGAIN;
        }
        return course != null && course.leaves(response.status(), content) ? Next.PASSED_ON : Next.DONE;
    }

    /**
     * What is to be done about a fault that came before an answer was passed on; {@link Next#DONE} for nothing.
     *
     * @param begun whether octets of an answer had come
     * @param stale whether its connection had carried other requests, and the request could be sent twice when it began
     * @param upload what sent the content, or null where it was at hand as a whole
     */
    Next ofFault(UpstreamFault.Kind kind, Origin origin, boolean begun, boolean stale, @Nullable Upload upload) {
        Next here = begun ? Next.DONE : here(kind, stale, upload);
        boolean farewell = kind == UpstreamFault.Kind.GOING_AWAY || kind == UpstreamFault.Kind.HTTP1_REQUIRED;
        Next next = policy == null || farewell ? usual(kind, origin, here) : again(policy, kind, origin, here);
        boolean leaves = next == Next.DONE && course != null && course.leaves(kind, repeatable, content);
        return leaves ? Next.PASSED_ON : next;
    }

    /** What is done on every route. */
    private Next usual(UpstreamFault.Kind kind, Origin origin, Next here) {
        if (here != Next.DONE && retries.mayGoOn(kind)) {
            return here;
        }
        boolean elsewhere = policy == null && kind.isUnreached() && retries.mayGoElsewhere(origin);
        return elsewhere && retries.mayGoOn(kind) ? Next.AGAIN : Next.DONE;
    }

    /** What the route's policy says. */
    private Next again(RetryPolicy by, UpstreamFault.Kind kind, Origin origin, Next here) {
        RetryReason reason = here == Next.FRESH ? RetryReason.of(kind) : by.reason(kind);
        if (reason == null || !retries.again(by, reason, origin, null)) {
            return Next.DONE;
        }
        return here == Next.FRESH && kind == UpstreamFault.Kind.CLOSED_EARLY ? stale() : Next.AGAIN;
    }

    /** The connection was dead already: that needs no pause. */
    private Next stale() {
        retries.takePause();
        return Next.FRESH;
    }

    /** What can be done at the same origin about a fault that came before an answer; {@link Next#DONE} for nothing. */
    private Next here(UpstreamFault.Kind kind, boolean stale, @Nullable Upload upload) {
        if (kind == UpstreamFault.Kind.CLOSED_EARLY) {
            return stale ? Next.FRESH : Next.DONE;
        }
        if (!kind.isUnprocessed()) {
            return Next.DONE;
        }
        // Without an upload it is at hand as a whole, or none of it was taken; else it must have been kept, or be to
        // come as a whole.
        boolean kept = policy != null && content.isHere();
        boolean contentIsHere = upload == null || !upload.isFromClient() || kept || upload.isUntouched();
        if (!contentIsHere) {
            return Next.DONE;
        }
        return kind == UpstreamFault.Kind.HTTP1_REQUIRED ? Next.OLDER : Next.FRESH;
    }
}
