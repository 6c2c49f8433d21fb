package io.zentinelproxy.core.wire.shadow;

import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RawClient;
import io.zentinelproxy.core.testkit.Reply;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestOrigin;
import io.zentinelproxy.core.wire.Messages;
import io.zentinelproxy.core.wire.MetricSamples;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A proxy whose one route is mirrored to the upstream {@code shadow}. */
final class Shadowed implements AutoCloseable {
    final TestOrigin origin;
    final RunningProxy proxy;

    private Shadowed(TestOrigin origin, RunningProxy proxy) {
        this.origin = origin;
        this.proxy = proxy;
    }

    /** In front of an origin that answers 200. */
    static Shadowed to(TestOrigin shadow, String keys, Piece... more) {
        return to(shadow.address(), keys, more);
    }

    static Shadowed to(InetSocketAddress shadow, String keys, Piece... more) {
        return between(TestOrigin.answering(Messages.OK), shadow, "", keys, more);
    }

    /**
     * @param upstream keys of the upstream {@code shadow}
     * @param keys of the block {@code shadow}
     */
    static Shadowed between(TestOrigin origin, InetSocketAddress shadow, String upstream, String keys, Piece... more) {
        List<Piece> pieces = new ArrayList<>(List.of(more));
        pieces.add(Piece.route("shadow {\nupstream \"shadow\"\n" + keys + "\n}"));
        pieces.add(Piece.upstreams(
                "upstream \"shadow\" {\ntarget \"127.0.0.1:" + shadow.getPort() + "\"\n" + upstream + "\n}"));
        return new Shadowed(origin, RunningProxy.inFrontOf(origin, pieces.toArray(Piece[]::new)));
    }

    /** With other routes than the one that is mirrored. */
    static Shadowed withRoutes(TestOrigin origin, Piece... pieces) {
        return new Shadowed(origin, RunningProxy.inFrontOf(origin, pieces));
    }

    Reply ask(String request) {
        try (RawClient client = proxy.connect()) {
            return client.send(request).read();
        }
    }

    double requests(String result) {
        return sample("zentinel_shadow_requests_total{result=\"" + result + "\",route=\"all\",upstream=\"shadow\"}");
    }

    double errors(String reason) {
        return sample("zentinel_shadow_errors_total{error_type=\"" + reason + "\",route=\"all\",upstream=\"shadow\"}");
    }

    double dropped(String reason) {
        return sample("zentinel_shadow_dropped_total{reason=\"" + reason + "\",route=\"all\"}");
    }

    double comparisons(String outcome) {
        return sample("zentinel_shadow_comparisons_total{outcome=\"" + outcome + "\",route=\"all\"}");
    }

    double underWay() {
        return sample("zentinel_background_requests");
    }

    double sample(String series) {
        return MetricSamples.of(proxy).getOrDefault(series, 0.0);
    }

    @Override
    public void close() {
        proxy.close();
        origin.close();
    }
}
