package io.zentinelproxy.core.observe;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to the proxy and that somebody outside may want to be told of at once: not a request's fate, of which there
 * are too many, but a change. What stands in it may leave the house: no field values, no content, no path.
 */
public sealed interface ProxyEvent {
    /** A target of an upstream gets no requests any more. Told once when that begins. */
    record TargetDown(String upstream, String target, String why) implements ProxyEvent {}

    /** It gets requests again. */
    record TargetUp(String upstream, String target) implements ProxyEvent {}

    /** A circuit breaker has opened: what it guards is not asked at present. */
    record BreakerOpened(Guarded guarded, String why) implements ProxyEvent {}

    /** It has closed again, after its trial requests went well. */
    record BreakerClosed(Guarded guarded) implements ProxyEvent {}

    /**
     * Requests were refused by policy or limit. Told once in a while of each reason, with one of them.
     *
     * @param reason the code of log and metrics
     * @param route of that one, or null where none was found
     * @param client the address of that one
     * @param count how many there were since this was told last
     */
    record BlockedRequests(String reason, @Nullable String route, String client, long count) implements ProxyEvent {}

    /**
     * A threshold of a budget of tokens or money was crossed.
     *
     * @param limit the id of the budget
     * @param holder whose it is; a hash where that is a secret
     * @param perMille the threshold, in thousandths of the budget
     * @param used so far, in tokens or millionths of the currency
     * @param most of them
     */
    record BudgetAlert(String limit, String holder, int perMille, long used, long most) implements ProxyEvent {}

    /** A changed configuration is in force. */
    record ConfigurationReloaded() implements ProxyEvent {}

    /** A changed configuration was not taken; the one before goes on. */
    record ReloadFailed(String why) implements ProxyEvent {}

    /** What a circuit breaker guards. */
    sealed interface Guarded {
        /** A target, by its upstream's id and its own name, host:port. */
        record Target(String upstream, String target) implements Guarded {}

        /** A route, by its id. */
        record Route(String route) implements Guarded {}
    }
}
