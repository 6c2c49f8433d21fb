package io.zentinelproxy.core.balance;

import io.zentinelproxy.core.bytes.Ascii;
import io.zentinelproxy.core.config.BalancingSettings;
import io.zentinelproxy.core.config.HashKey;
import io.zentinelproxy.core.exchange.Exchange;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What one choice costs in nanoseconds, for each algorithm, by the number of endpoints: the best of five rounds on one thread. Prints a
 * table. Takes no arguments.
 */
public final class ChoiceCost {
    private static final int ROUNDS = 5;
    private static final int CHOICES = 200_000;
    private static final int[] ENDPOINTS = {3, 100, 1000};

    private ChoiceCost() {}

    public static void main(String[] arguments) {
        System.out.printf("%-28s %8s %8s %8s%n", "ns a choice", "3", "100", "1000");
        makers().forEach((name, maker) -> {
            StringBuilder row = new StringBuilder("%-28s".formatted(name));
            for (int endpoints : ENDPOINTS) {
                row.append(" %8d".formatted(cost(endpoints, maker)));
            }
            System.out.println(row);
        });
    }

    private static long cost(int count, Function<List<Endpoint>, Balancer> maker) {
        List<Endpoint> endpoints = Lot.of(count);
        Balancer balancer = maker.apply(endpoints);
        Candidates all = Lot.all(endpoints);
        // Nobody is idle, or the search for the least busy would end with the first.
        endpoints.forEach(Endpoint::enter);
        Exchange[] requests = new Exchange[256];
        for (int i = 0; i < requests.length; i++) {
            requests[i] = Lot.from(i);
        }
        long best = Long.MAX_VALUE;
        int seen = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long began = System.nanoTime();
            for (int i = 0; i < CHOICES; i++) {
                Endpoint chosen = balancer.choose(requests[i & 255], all);
                seen += chosen == null ? 0 : chosen.underWay();
            }
            best = Math.min(best, System.nanoTime() - began);
        }
        if (seen == 0) {
            throw new IllegalStateException("nobody was chosen");
        }
        return best / CHOICES;
    }

    private static Map<String, Function<List<Endpoint>, Balancer>> makers() {
        Balancers balancers = new Balancers("u", new ProcessKey());
        Map<String, Function<List<Endpoint>, Balancer>> makers = new LinkedHashMap<>();
        makers.put("round_robin, weighted", of(balancers, new BalancingSettings.RoundRobin()));
        makers.put("random", of(balancers, new BalancingSettings.Random()));
        makers.put("least_connections", of(balancers, new BalancingSettings.LeastConnections(false)));
        makers.put("weighted_least_connections", of(balancers, new BalancingSettings.LeastConnections(true)));
        makers.put("power_of_two_choices", of(balancers, new BalancingSettings.PowerOfChoices(2)));
        makers.put("peak_ewma", of(balancers, new BalancingSettings.PeakEwma(Duration.ofSeconds(10))));
        makers.put(
                "adaptive",
                of(
                        balancers,
                        new BalancingSettings.Adaptive(
                                0.05, Duration.ofMillis(500), Duration.ofSeconds(10), 100, 10, 200)));
        makers.put("ip_hash", of(balancers, new BalancingSettings.IpHash(32, 64)));
        makers.put(
                "consistent_hash", of(balancers, new BalancingSettings.ConsistentHash(HashKey.CLIENT_IP, 150, 1.25)));
        makers.put("maglev", of(balancers, new BalancingSettings.Maglev(HashKey.CLIENT_IP, 65_537)));
        BalancingSettings turns = new BalancingSettings.RoundRobin();
        makers.put("locality_aware", of(balancers, new BalancingSettings.LocalityAware("a", 1, turns, turns)));
        makers.put("deterministic_subset", of(balancers, new BalancingSettings.DeterministicSubset(10, "1", turns)));
        makers.put("least_tokens_queued, untold", of(balancers, new BalancingSettings.LeastTokensQueued()));
        makers.put("least_tokens_queued, told", ChoiceCost::told);
        makers.put("sticky, new client", of(balancers, sticky(turns)));
        makers.put("sticky, with its cookie", ChoiceCost::withCookie);
        return makers;
    }

    private static Function<List<Endpoint>, Balancer> of(Balancers balancers, BalancingSettings settings) {
        return endpoints -> balancers.of(settings, endpoints);
    }

    private static BalancingSettings.Sticky sticky(BalancingSettings fallback) {
        return new BalancingSettings.Sticky(
                new BalancingSettings.Cookie("S", Duration.ZERO, "/", true, BalancingSettings.SameSite.LAX),
                fallback,
                null);
    }

    private static Balancer told(List<Endpoint> endpoints) {
        Balancer balancer = new LeastTokensQueued(endpoints);
        return (request, among) -> {
            request.tokens().expect(100);
            Endpoint chosen = balancer.choose(request, among);
            request.settleTokens();
            return chosen;
        };
    }

    private static Balancer withCookie(List<Endpoint> endpoints) {
        Balancer balancer =
                new Balancers("u", new ProcessKey()).of(sticky(new BalancingSettings.RoundRobin()), endpoints);
        Exchange first = Lot.request();
        balancer.choose(first, Lot.all(endpoints));
        byte[] told = first.session().cookie();
        byte[] line = Ascii.octets("Cookie: " + Ascii.text(told, 0, told.length).replaceFirst(";.*", "") + "\r\n");
        return (request, among) -> {
            request.head().reset(line);
            request.head().fields().addRead(0, 6, 8, line.length - 2, line.length);
            return balancer.choose(request, among);
        };
    }
}
