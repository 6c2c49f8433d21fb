package io.zentinelproxy.core.upstream.health;

import io.zentinelproxy.core.balance.Absence;
import io.zentinelproxy.core.balance.Endpoint;
import org.jspecify.annotations.Nullable;

/** What the breaker of a target does to its endpoint: open it is away, half-open its gate lets few through, closed nobody is asked. */
final class BreakerOfTarget implements Breaker.Listener {
    private final TargetHealth target;
    private final Transitions transitions;
    private @Nullable Breaker guarding;

    BreakerOfTarget(TargetHealth target, Transitions transitions) {
        this.target = target;
        this.transitions = transitions;
    }

    /** Called before the breaker is known to others. */
    void guard(Breaker breaker) {
        guarding = breaker;
    }

    private Endpoint endpoint() {
        return target.endpoint();
    }

    @Override
    public boolean isSpared() {
        return target.by().takeOut(endpoint(), Absence.BROKEN);
    }

    @Override
    public void opened(String why) {
        endpoint().gate(guarding);
        endpoint().away(Absence.BROKEN);
        transitions.opened(target.by(), why);
        target.watch();
    }

    @Override
    public void halfOpened() {
        endpoint().gate(guarding);
        endpoint().back(Absence.BROKEN);
    }

    @Override
    public void closed() {
        endpoint().gate(null);
        transitions.closed(target.by());
        target.warm();
    }
}
