package io.zentinelproxy.core.proxy;

import io.zentinelproxy.core.balance.Outcome;
import io.zentinelproxy.core.exchange.BodyPump;
import io.zentinelproxy.core.exchange.BodySink;
import io.zentinelproxy.core.exchange.DownstreamExchange;
import io.zentinelproxy.core.exchange.UpstreamExchange;
import io.zentinelproxy.core.fault.Fault;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.http.FieldName;
import io.zentinelproxy.core.http.RequestHead;
import io.zentinelproxy.core.http.ResponseHead;
import io.zentinelproxy.core.net.Transport;
import io.zentinelproxy.core.proxy.Aftermath.Next;
import io.zentinelproxy.core.retry.RetryPolicy;
import io.zentinelproxy.core.retry.RetryReason;
import io.zentinelproxy.core.upstream.AttemptLimits;
import io.zentinelproxy.core.upstream.Demand;
import io.zentinelproxy.core.upstream.Lease;
import io.zentinelproxy.core.upstream.Origin;
import io.zentinelproxy.core.upstream.Upstream;
import io.zentinelproxy.core.upstream.health.Breaker;
import org.jspecify.annotations.Nullable;

/**
 * The course of one request through rooms 9 and 10: chooses an origin, sends the request, has the answer passed on. A request is sent again
 * only where nobody can notice: at another origin when one cannot be reached; at the same when a reused connection turns out dead and the
 * request may be repeated; and wherever its origin did nothing for certain, as long as its content is still here. The route's policy says
 * what else is tried again, before the answer has begun. Confined to the exchange's thread.
 */
final class Forwarder {
    private final DownstreamExchange down;
    private final RequestHead head;
    private final RoutePlan plan;
    private final Way way;
    private final Upstream upstream;
    private final @Nullable RetryPolicy policy;
    private final RequestContent content;
    private final Answering answering;
    private final @Nullable FallbackCourse course;
    private final long deadline;

    /** When the head of an answer must be there, whichever try it is of. */
    private final long headDeadline;

    /** Whether the request may be done twice. */
    private final boolean repeatable;

    /** Whether it could be sent twice when it began, and may be done so. */
    private final boolean safe;

    private Demand demand;
    private boolean older;

    /** When the head of the current try's answer must be there. */
    private long headUntil;

    /** When the route's breaker has let the request pass, where there is one. */
    private long enteredAt;

    /** Whether that was a trial, which the head of the answer has decided. */
    private boolean trialOfRoute;

    /** Whether the current try was a trial of its origin's breaker. */
    private boolean trial;

    /** When the current origin was chosen. */
    private long chosenAt;

    /** When the head of the current try's answer came; 0 before. */
    private long headAt;

    /** Whether the answer of the current try is being passed on. */
    private boolean answered;

    /** What the current try says of its origin. */
    private Outcome outcome = Outcome.UNKNOWN;

    /** Made for the first try that fails. */
    private @Nullable Aftermath aftermath;

    /** @param course the other upstreams that may be asked, or null where there are none */
    Forwarder(
            DownstreamExchange down,
            RequestHead head,
            RoutePlan plan,
            Way way,
            RequestContent content,
            Answering answering,
            @Nullable FallbackCourse course) {
        this.down = down;
        this.head = head;
        this.plan = plan;
        this.way = way;
        this.content = content;
        this.answering = answering;
        this.course = course;
        upstream = way.upstream();
        policy = way.retry();
        deadline = deadline();
        repeatable = head.method().isIdempotent() || policy != null && policy.repeatsAll();
        headDeadline = headDeadline();
        safe = content.rewind() && head.method().isIdempotent();
        demand = safe ? Demand.ANY : Demand.LIVING;
        older = head.fields().has(FieldName.UPGRADE) && upstream.speaksHttp1();
    }

    /** When the exchange must be over: by what the route says and by what its client does, whichever is sooner. */
    private long deadline() {
        long most = way.limits().total() == 0 ? GrpcTimeout.NONE : way.limits().total();
        long total = Math.min(most, GrpcTimeout.of(head.fields()));
        long own = total == GrpcTimeout.NONE ? Transport.NO_DEADLINE : upstream.now() + total;
        return course == null ? own : Math.min(own, course.deadline());
    }

    private long headDeadline() {
        long until = policy == null ? deadline : Math.min(deadline, upstream.now() + policy.total());
        return course == null ? until : Math.min(until, course.headDeadline(upstream.now(), repeatable));
    }

    /**
     * Forwards and answers, or throws the fault that says why not.
     *
     * @return whether the request was answered; else the next upstream is to be asked
     */
    boolean forward() throws Fault {
        Breaker breaker = way.breaker();
        return breaker == null ? isAnswered() : isAnswered(breaker);
    }

    /** The same where the route's breaker lets it pass, which is told what came of it. */
    private boolean isAnswered(Breaker breaker) throws Fault {
        if (!breaker.pass()) {
            return leave(new UpstreamFault(UpstreamFault.Kind.BREAKER_OPEN, breaker.nanosToTrial()));
        }
        enteredAt = System.nanoTime();
        try {
            return isAnswered();
        } finally {
            if (trialOfRoute) {
                breaker.endedBehindHead(outcome);
            } else {
                breaker.ended(outcome, enteredAt);
            }
        }
    }

    /** Says that another upstream is asked, or throws where none is. */
    private boolean leave(UpstreamFault why) throws UpstreamFault {
        if (course != null && course.leaves(why.kind(), repeatable, content)) {
            return false;
        }
        throw why;
    }

    private boolean isAnswered() throws Fault {
        Next next = Next.AGAIN;
        while (next == Next.AGAIN) {
            Origin origin = choose();
            next = origin == null ? Next.PASSED_ON : serve(origin);
            if (next != Next.DONE) {
                content.rewind();
            }
        }
        return next == Next.DONE;
    }

    /** Null where none can take the request and another upstream is asked. */
    private @Nullable Origin choose() throws Fault {
        if (aftermath != null) {
            pause(aftermath.takePause());
        }
        try {
            return upstream.choose(down, aftermath == null ? null : aftermath.failed());
        } catch (UpstreamFault e) {
            leave(e);
            return null;
        }
    }

    private void pause(long until) throws Fault {
        if (until != 0) {
            upstream.pause(down, until);
        }
        Fault broken = down.isGone() ? down.whyGone() : content.fault();
        if (broken != null) {
            throw broken;
        }
    }

    /** All tries at one origin that need no other. */
    private Next serve(Origin origin) throws Fault {
        chosenAt = System.nanoTime();
        try {
            Next next = attempt(origin, chosenAt);
            while (next.isHere()) {
                demand = next == Next.FRESH ? Demand.FRESH : demand;
                older |= next == Next.OLDER;
                content.rewind();
                next = attempt(origin, System.nanoTime());
            }
            return next;
        } finally {
            if (!down.isSwitched()) {
                origin.leave();
            }
        }
    }

    /** One try on one connection. */
    private Next attempt(Origin origin, long began) throws Fault {
        headAt = 0;
        trial = false;
        boolean over = true;
        outcome = Outcome.UNKNOWN;
        headUntil = policy == null || policy.perTry() == Long.MAX_VALUE
                ? headDeadline
                : Math.min(headDeadline, upstream.now() + policy.perTry());
        boolean leased = false;
        try (Lease lease = lease(origin, began)) {
            leased = true;
            Next next = exchange(origin, lease);
            over = !next.isHere();
            return next;
        } catch (UpstreamFault e) {
            if (leased) {
                throw e;
            }
            Next next = afterFault(e.kind(), origin, false, false, null);
            if (next == Next.DONE) {
                throw cause(e, null);
            }
            return next;
        } finally {
            // What is done again at the same origin says nothing of it yet.
            if (over) {
                upstream.ended(origin, outcome, (headAt == 0 ? System.nanoTime() : headAt) - began, chosenAt, trial);
            }
        }
    }

    private Lease lease(Origin origin, long now) throws Fault {
        try {
            AttemptLimits limits =
                    headUntil == deadline ? way.limits() : way.limits().within(headUntil - upstream.now());
            Lease lease = upstream.lease(origin, down, limits, demand, older);
            lease.deadline(headUntil != deadline && content.isSmall() ? headUntil : deadline);
            down.facts().attempt(origin.name(), lease.isReused(), System.nanoTime());
            down.facts().upstreamTls(lease.tls());
            return lease;
        } catch (UpstreamFault e) {
            down.facts().upstreamTls(null);
            down.facts().attempt(origin.name(), false, now);
            throw e;
        }
    }

    /**
     * Sends the request and passes the answer on.
     *
     * @return what is to be done where that came to nothing
     */
    private Next exchange(Origin origin, Lease lease) throws Fault {
        UpstreamExchange up = lease.exchange();
        Upload upload = null;
        Next next = Next.DONE;
        boolean passed = false;
        answered = false;
        try {
            BodySink sink = up.send(head, content.length());
            HeadClock clock = null;
            if (content.isSmall()) {
                BodyPump.run(content.source(), sink);
                down.facts().sent();
            } else {
                clock = headUntil == deadline ? null : new HeadClock(lease, headUntil, deadline);
                upload = Upload.start(down, up, content, sink, clock);
            }
            ResponseHead response = answering.head(down, up);
            headAt = System.nanoTime();
            down.facts().responseHeadAt(headAt);
            Outcome told = Outcome.of(response.status());
            trial = upstream.answered(origin, told, chosenAt);
            next = afterAnswer(response, origin, upload);
            if (next == Next.DONE) {
                Breaker breaker = way.breaker();
                trialOfRoute = breaker != null && breaker.answered(told, enteredAt);
                stop(clock, lease);
                pass(response, lease, upload == null, origin);
                passed = true;
            } else {
                Discarded.drain(up);
            }
            outcome = told;
        } catch (UpstreamFault e) {
            UpstreamFault fault = inTime(e);
            next = afterFault(fault.kind(), origin, up.hasAnswered(), lease.isReused(), upload);
            if (next == Next.DONE) {
                throw cause(fault, upload);
            }
        } finally {
            if (upload != null) {
                finish(upload, lease, next, passed);
            }
        }
        return next;
    }

    /** Whether the answer is thrown away for another try, or passed on. */
    private Next afterAnswer(ResponseHead response, Origin origin, @Nullable Upload upload) {
        RetryReason reason = policy == null ? null : policy.reason(response);
        boolean wanted = reason == null && (course == null || !course.isTriggered(response.status()));
        return wanted || isClientGone(upload) ? Next.DONE : aftermath().ofAnswer(reason, response, origin);
    }

    /** What is to be done about a fault; {@link Next#DONE} for nothing, and always where its answer is being passed on. */
    private Next afterFault(
            UpstreamFault.Kind kind, Origin origin, boolean begun, boolean reused, @Nullable Upload upload) {
        if (isClientGone(upload)) {
            return Next.DONE;
        }
        outcome = Outcome.of(kind);
        return answered ? Next.DONE : aftermath().ofFault(kind, origin, begun, safe && reused, upload);
    }

    private Aftermath aftermath() {
        Aftermath made = aftermath;
        if (made == null) {
            made = new Aftermath(way, content, course, repeatable, headDeadline);
            aftermath = made;
        }
        return made;
    }

    /** Whether the client broke off, which may have broken the origin's connection as well. */
    private boolean isClientGone(@Nullable Upload upload) {
        return down.isGone() || upload != null && upload.clientFault() != null;
    }

    private void stop(@Nullable HeadClock clock, Lease lease) {
        if (clock != null) {
            clock.stop();
        } else if (headUntil != deadline) {
            lease.deadline(deadline);
        }
    }

    private void pass(ResponseHead response, Lease lease, boolean sent, Origin origin) throws Fault {
        answered = true;
        content.letGo();
        if (course != null) {
            course.answers(response);
        }
        answering.answer(down, plan, lease, response, sent, origin::leave);
    }

    /** A try that was late, where the exchange as a whole is not. */
    private UpstreamFault inTime(UpstreamFault fault) {
        boolean early = fault.kind() == UpstreamFault.Kind.REQUEST_TIMEOUT && upstream.now() - deadline < 0;
        return early && !answered ? new UpstreamFault(UpstreamFault.Kind.READ_TIMEOUT) : fault;
    }

    /**
     * An upload that outlives the answer has some time for the rest where that is little, so that neither connection must end. Else it is
     * left alone with a closed connection: nobody takes its content any more. Held content is waited for, as it may be sent again or given
     * back; and what is sent again is taken up by the next try.
     *
     * @param passed whether its answer went to the client as a whole
     */
    private void finish(Upload upload, Lease lease, Next next, boolean passed) {
        boolean goesOn = passed && upload.isFromClient() && down.awaitsRest();
        if (upload.isComplete() || goesOn && upload.sendRest()) {
            return;
        }
        lease.abandon();
        if (next != Next.DONE && content.isArriving() || goesOn && upload.discardRest()) {
            return;
        }
        if (next == Next.DONE && upload.isFromClient()) {
            down.giveUpContent();
            return;
        }
        upload.end();
        down.uploading(null);
    }

    /** The origin's connection may have broken because we broke it, on account of the client. */
    private Fault cause(UpstreamFault seen, @Nullable Upload upload) {
        if (down.isGone()) {
            return down.whyGone();
        }
        Fault uploading = upload == null ? null : upload.clientFault();
        return uploading == null ? seen : uploading;
    }
}
