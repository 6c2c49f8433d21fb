package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.UpstreamSettings;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One origin server of an upstream, and what is known of it now: whether it gets requests, and how many are under way. It lives on when the
 * configuration is loaded anew, or when others come and go, as long as its address stays. Any thread.
 */
public class Endpoint {
    /** Asked before a request goes to an endpoint; what it lets pass is {@link #ended} once. */
    public interface Gate {
        /** Whether one more may pass. */
        boolean pass();
    }

    private final String name;
    private final OriginAddress address;
    private final AtomicInteger underWay = new AtomicInteger();

    /** The bits of {@link Absence}. */
    private final AtomicInteger absences = new AtomicInteger();

    private volatile UpstreamSettings.Target settings;
    private volatile @Nullable Runnable onChange;
    private volatile @Nullable Gate gate;
    private volatile @Nullable Warming warming;

    /** One of a kind. Written under the monitor. */
    private volatile Object[] memories = {};

    public Endpoint(UpstreamSettings.Target settings) {
        this.settings = settings;
        address = settings.address();
        name = address.name();
    }

    /** Its address, as log and metrics call it. */
    public final String name() {
        return name;
    }

    public final OriginAddress address() {
        return address;
    }

    /** Its share of the requests, at least 1. */
    public final int weight() {
        return settings.weight();
    }

    /** What the configuration says of it now. */
    public final UpstreamSettings.Target settings() {
        return settings;
    }

    public final void settings(UpstreamSettings.Target now) {
        settings = now;
    }

    /** Requests under way. */
    public final int underWay() {
        return underWay.get();
    }

    /** Lets a request in, unless as many are under way as may or its gate is shut; {@link #leave} once for each that is in. */
    final boolean enter() {
        int most = settings.maxRequests();
        if (underWay.incrementAndGet() > most && most > 0) {
            underWay.decrementAndGet();
            return false;
        }
        Gate asked = gate;
        if (asked != null && !asked.pass()) {
            underWay.decrementAndGet();
            return false;
        }
        return true;
    }

    /** A request is over. */
    public final void leave() {
        underWay.decrementAndGet();
    }

    /** Who is asked before each request, or null for nobody. */
    public final void gate(@Nullable Gate asked) {
        gate = asked;
    }

    /** From now on it takes a growing share of its turns; null for all of them. */
    public final void warm(@Nullable Warming now) {
        warming = now;
    }

    /** Whether it leaves this turn to another, being in its slow start. */
    final boolean passesOn() {
        Warming slow = warming;
        if (slow == null) {
            return false;
        }
        int percent = slow.percent();
        if (slow.isOver(percent)) {
            warming = null;
            return false;
        }
        return !slow.takes(percent);
    }

    /** Begins to keep what a balancer learns of it, unless it does already: the balancers of later lists of targets find it again. */
    final synchronized <M> void remember(Class<M> kind, Supplier<M> empty) {
        if (recall(kind) == null) {
            Object[] more = Arrays.copyOf(memories, memories.length + 1);
            more[memories.length] = empty.get();
            memories = more;
        }
    }

    /** What it keeps of this kind, or null. */
    final <M> @Nullable M recall(Class<M> kind) {
        for (Object kept : memories) {
            if (kind.isInstance(kept)) {
                return kind.cast(kept);
            }
        }
        return null;
    }

    /** Who is told when it comes or goes. */
    void onChange(@Nullable Runnable told) {
        onChange = told;
    }

    /** Takes it out for this reason. */
    public final void away(Absence why) {
        change(absences.getAndUpdate(bits -> bits | why.bit()));
    }

    /** This reason holds no more. */
    public final void back(Absence why) {
        change(absences.getAndUpdate(bits -> bits & ~why.bit()));
    }

    private void change(int before) {
        Runnable told = onChange;
        if (told != null && before != absences.get()) {
            told.run();
        }
    }

    public final boolean isAway(Absence why) {
        return (absences.get() & why.bit()) != 0;
    }

    /** Whether this reason holds, and no other. */
    final boolean isOnly(Absence why) {
        return absences.get() == why.bit();
    }

    /** Whether it gets requests. */
    public final boolean isAvailable() {
        return absences.get() == 0;
    }

    @Override
    public final String toString() {
        return name;
    }
}
