package io.zentinelproxy.core.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.config.BreakerSettings;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.observe.ProxyEvents;
import io.zentinelproxy.core.upstream.health.Breaker;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The breakers of routes over reloads. */
class RouteBreakersTest {
    private final Sweep sweep = new Sweep(() -> 0);

    private RouteBreakers after(@Nullable RouteBreakers before, String route) {
        RouteBreakers breakers = new RouteBreakers(before, sweep, ProxyEvents.NONE);
        Transition transition = new Transition();
        breakers.of(route, BreakerSettings.UNSAID, transition);
        transition.complete();
        return breakers;
    }

    private static WeakReference<Breaker> breakerOf(RouteBreakers breakers) {
        return new WeakReference<>(breakers.byRoute().values().iterator().next());
    }

    @Test
    void thoseOfARouteThatIsGoneAreForgotten() {
        RouteBreakers first = after(null, "first");
        WeakReference<Breaker> gone = breakerOf(first);
        RouteBreakers now = after(after(first, "second"), "third");
        first = null;
        await().until(() -> {
            System.gc();
            return gone.get() == null;
        });
        assertThat(now.byRoute()).containsOnlyKeys("third");
    }

    @Test
    void theOneOfARouteThatStaysStays() {
        RouteBreakers first = after(null, "kept");
        RouteBreakers next = after(first, "kept");
        assertThat(next.byRoute().get("kept")).isSameAs(first.byRoute().get("kept"));
    }
}
