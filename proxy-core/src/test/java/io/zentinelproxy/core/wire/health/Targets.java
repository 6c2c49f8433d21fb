package io.zentinelproxy.core.wire.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HangGuard;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.util.concurrent.Callable;

/** What the metrics of a running proxy say of the targets of the upstream {@code origin}. */
final class Targets {
    private Targets() {}

    /** The targets of the upstream, with these keys. */
    static Piece of(String keys, int... ports) {
        StringBuilder kdl = new StringBuilder(keys);
        for (int port : ports) {
            kdl.append("\ntarget \"127.0.0.1:").append(port).append('"');
        }
        return Piece.upstream(kdl.toString());
    }

    /** A check of this type every 100 ms, unless the keys say otherwise. */
    static String check(String type, String keys) {
        return "health-check {\ntype " + type + "\ninterval \"100ms\"\n" + keys + "\n}";
    }

    static void awaitUp(RunningProxy proxy, int port) {
        until(() -> isUp(proxy, port));
    }

    static void awaitDown(RunningProxy proxy, int port) {
        until(() -> !isUp(proxy, port));
    }

    static void awaitChecks(RunningProxy proxy, int port, String result, double count) {
        until(() -> checks(proxy, port, result) >= count);
    }

    static boolean isUp(RunningProxy proxy, int port) {
        return sample(proxy, "zentinel_upstream_target_up", port, "") == 1;
    }

    static double checks(RunningProxy proxy, int port, String result) {
        return sample(proxy, "zentinel_health_checks_total", port, ",result=\"" + result + "\"");
    }

    static double ejections(RunningProxy proxy, int port, String reason) {
        return sample(proxy, "zentinel_upstream_ejections_total", port, ",reason=\"" + reason + "\"");
    }

    /** 0 closed, 1 half-open, 2 open. */
    static double breaker(RunningProxy proxy, int port) {
        return sample(proxy, "zentinel_circuit_breaker_state", port, ",route=\"\"");
    }

    static double trips(RunningProxy proxy, int port) {
        return sample(proxy, "zentinel_circuit_breaker_trips_total", port, ",route=\"\"");
    }

    private static double sample(RunningProxy proxy, String name, int port, String more) {
        String endpoint = "endpoint=\"127.0.0.1:" + port + "\"";
        return MetricSamples.of(proxy).entrySet().stream()
                .filter(one -> one.getKey().startsWith(name + "{"))
                .filter(one -> one.getKey().contains(endpoint))
                .filter(one -> more.isEmpty() || one.getKey().contains(more.substring(1)))
                .mapToDouble(one -> one.getValue())
                .sum();
    }

    static void until(Callable<Boolean> happened) {
        await().atMost(HangGuard.LIMIT).until(happened);
    }

    static Reply get(RunningProxy proxy) {
        try (RawClient client = proxy.connect()) {
            return client.send(Messages.GET).read();
        }
    }

    static void getAll(RunningProxy proxy, int count, int status) {
        try (RawClient client = proxy.connect()) {
            for (int i = 0; i < count; i++) {
                assertThat(client.send(Messages.GET).read().status()).isEqualTo(status);
            }
        }
    }
}
