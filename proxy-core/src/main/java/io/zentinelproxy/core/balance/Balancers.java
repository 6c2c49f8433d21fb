package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.config.BalancingSettings;
import io.zentinelproxy.core.config.SecretText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the balancers of one upstream as it is configured. */
public final class Balancers {
    private final String upstream;
    private final ProcessKey processKey;

    /**
     * @param upstream its id
     * @param processKey what cookies are signed with where no secret is configured
     */
    public Balancers(String upstream, ProcessKey processKey) {
        this.upstream = upstream;
        this.processKey = processKey;
    }

    /** One for these endpoints. */
    public Balancer of(BalancingSettings settings, List<Endpoint> endpoints) {
        return switch (settings) {
            case BalancingSettings.RoundRobin ignored -> new RoundRobin();
            case BalancingSettings.Random ignored -> new RandomChoice(Dice.FAIR);
            case BalancingSettings.LeastConnections least -> new LeastConnections(least.weighted());
            case BalancingSettings.PowerOfChoices power -> new PowerOfChoices(power.choices(), Dice.FAIR);
            case BalancingSettings.PeakEwma peak -> new PeakEwma(endpoints, peak.decay(), Dice.FAIR, System::nanoTime);
            case BalancingSettings.Adaptive adaptive -> new Adaptive(endpoints, adaptive, System::nanoTime);
            case BalancingSettings.IpHash hash -> new IpHash(endpoints, hash);
            case BalancingSettings.ConsistentHash hash -> new ConsistentHash(endpoints, hash);
            case BalancingSettings.Maglev maglev -> new Maglev(endpoints, maglev);
            case BalancingSettings.LocalityAware locality -> local(locality, endpoints);
            case BalancingSettings.DeterministicSubset subset ->
                new DeterministicSubset(
                        endpoints,
                        subset.size(),
                        Objects.requireNonNullElseGet(subset.proxyId(), ThisProxy::host),
                        of(subset.inner(), endpoints));
            case BalancingSettings.LeastTokensQueued ignored -> new LeastTokensQueued(endpoints);
            case BalancingSettings.Sticky sticky -> sticky(sticky, endpoints);
        };
    }

    private Balancer local(BalancingSettings.LocalityAware settings, List<Endpoint> endpoints) {
        Balancer inner = of(settings.inner(), endpoints);
        BalancingSettings otherwise = settings.fallback();
        return new LocalityAware(
                endpoints,
                Objects.requireNonNullElseGet(settings.zone(), ThisProxy::zone),
                settings.minHealthy(),
                inner,
                settings.inner().equals(otherwise) ? inner : ofNullable(otherwise, endpoints));
    }

    private @Nullable Balancer ofNullable(@Nullable BalancingSettings settings, List<Endpoint> endpoints) {
        return settings == null ? null : of(settings, endpoints);
    }

    private Balancer sticky(BalancingSettings.Sticky settings, List<Endpoint> endpoints) {
        SecretText secret = settings.secret();
        byte[] key = secret == null ? processKey.octets() : secret.value().getBytes(StandardCharsets.UTF_8);
        return new Sticky(
                endpoints,
                settings.cookie(),
                new StickyTokens(new Signer(key), upstream, endpoints),
                of(settings.fallback(), endpoints));
    }
}
