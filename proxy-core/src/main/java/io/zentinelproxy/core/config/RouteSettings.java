package io.zentinelproxy.core.config;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code route} block.
 *
 * @param id in full: behind the ids of its namespace and service, if it stands in one
 * @param namespace the id of the namespace, or null at the top
 * @param priority higher is tried first; low 10, normal 50, high 100, critical 1000
 * @param matches what a request must be like
 * @param service who answers
 * @param filters the filters that its requests and answers pass, in this order
 * @param policies what holds for all its requests
 * @param serviceFormat the form of errors that its kind of service speaks, or null where it names none
 * @param errorPages how its errors are told
 * @param webSocket what holds for its WebSockets, or null where none is opened
 * @param breaker when its requests are not tried, or null where all are
 * @param retry what is sent again, or null where only what has reached no origin is
 * @param fallback who answers where its upstream does not, or null
 * @param shadow who gets a copy of its requests, or null for nobody
 * @param modules what the blocks of modules in it came to
 */
public record RouteSettings(
        String id,
        @Nullable String namespace,
        int priority,
        MatchSettings matches,
        ServiceSettings service,
        List<FilterSettings> filters,
        PolicySettings policies,
        @Nullable ErrorFormat serviceFormat,
        ErrorPageSettings errorPages,
        @Nullable WebSocketSettings webSocket,
        @Nullable BreakerSettings breaker,
        @Nullable RetrySettings retry,
        @Nullable FallbackSettings fallback,
        @Nullable ShadowSettings shadow,
        List<ModuleSettings> modules) {

    /** What a module's block in it came to, or null where there is none. */
    public <S extends ModuleSettings> @Nullable S module(Class<S> type) {
        return ModuleSettings.find(modules, type);
    }

    /** The time limits of policies and filters together, the shortest of each kind; null where there is none. */
    public FilterSettings.Timeout timeouts() {
        FilterSettings.Timeout all = new FilterSettings.Timeout(id, policies.timeout(), null, null);
        for (FilterSettings filter : filters) {
            if (filter instanceof FilterSettings.Timeout timeout) {
                all = all.shortest(timeout);
            }
        }
        return all;
    }

    /** The upstream that answers, or null where the proxy does itself. */
    public @Nullable String upstream() {
        return service instanceof ServiceSettings.Forward forward ? forward.upstream() : null;
    }
}
