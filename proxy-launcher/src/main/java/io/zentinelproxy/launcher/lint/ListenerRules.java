package io.zentinelproxy.launcher.lint;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.ListenerSettings;
import io.zentinelproxy.core.config.ProxyProtocolSettings;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is warned of at the side of the clients. */
final class ListenerRules {
    private static final long LARGE_BODY = 1L << 30;

    static final List<Rule> ALL = List.of(
            new Rule(
                    "trusts-everybody",
                    "Whoever connects can claim any client address. Name the networks of your own proxies instead.",
                    ListenerRules::trustingEverybody),
            new Rule(
                    "proxy-header-of-everybody",
                    "Whoever connects can claim any client address in a PROXY header. Name the networks of your balancers instead.",
                    ListenerRules::believingEverybody),
            new Rule(
                    "large-body-limit",
                    "One request may keep a client and an origin busy with more than 1 GiB. Set max-body-size to what you expect.",
                    ListenerRules::largeBodyLimit));

    private ListenerRules() {}

    private static Stream<String> trustingEverybody(Configuration configuration) {
        return configuration.listeners().stream()
                .filter(ListenerRules::trustsEverybody)
                .map(listener -> "listener \"" + listener.id() + "\" trusts every address as a proxy");
    }

    private static boolean trustsEverybody(ListenerSettings listener) {
        return !listener.address().getAddress().isLoopbackAddress()
                && listener.trustedProxies().stream().anyMatch(network -> network.prefixBits() == 0);
    }

    private static Stream<String> believingEverybody(Configuration configuration) {
        return configuration.listeners().stream()
                .filter(ListenerRules::believesEverybody)
                .map(listener -> "listener \"" + listener.id() + "\" takes PROXY headers from every address");
    }

    private static boolean believesEverybody(ListenerSettings listener) {
        ProxyProtocolSettings told = listener.proxyProtocol();
        return told != null
                && !listener.address().getAddress().isLoopbackAddress()
                && told.from().stream().anyMatch(network -> network.prefixBits() == 0);
    }

    private static Stream<String> largeBodyLimit(Configuration configuration) {
        Stream<String> everywhere =
                isLarge(configuration.limits().maxBodyOctets()) ? Stream.of("limits allow") : Stream.empty();
        Stream<String> routes = configuration.routes().stream()
                .filter(route -> isLarge(route.policies().maxBodyOctets()))
                .map(route -> "route \"" + route.id() + "\" allows");
        return Stream.concat(everywhere, routes).map(who -> who + " more than 1 GiB of content in a request");
    }

    private static boolean isLarge(@Nullable Long octets) {
        return octets != null && octets > LARGE_BODY;
    }
}
