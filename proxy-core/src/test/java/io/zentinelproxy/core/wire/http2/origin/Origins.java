package io.zentinelproxy.core.wire.http2.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.OriginTlsSide;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.TestCertificates;
import io.zentinelproxy.core.testkit.TestIdentity;
import io.zentinelproxy.core.testkit.h2.H2Origin;
import io.zentinelproxy.core.wire.MetricSamples;
import java.util.List;

/** The dull parts of tests with an origin of HTTP/2. */
final class Origins {
    static final TestCertificates CA = TestCertificates.authority();
    static final TestIdentity APP = CA.server("app.test");

    /** In the clear, by prior knowledge. */
    static final Piece H2C = Piece.upstream("http-version { min-version 2; }");

    /** In TLS, with whatever versions are the default. */
    static final Piece TLS = Piece.upstream("tls {\nca-cert \"" + CA.caFile() + "\"\nsni \"app.test\"\n}");

    private Origins() {}

    /** A proxy that speaks HTTP/2 in the clear to this origin. */
    static RunningProxy inFrontOf(H2Origin origin, Piece... pieces) {
        return RunningProxy.inFrontOf(origin.address(), with(H2C, pieces));
    }

    static RunningProxy inFrontOf(H2Origin origin, HandClock clock, Piece... pieces) {
        return RunningProxy.inFrontOf(origin.address(), clock, with(H2C, pieces));
    }

    /** The same in TLS. */
    static RunningProxy overTls(H2Origin origin, Piece... pieces) {
        return RunningProxy.inFrontOf(origin.address(), with(TLS, pieces));
    }

    /** In the clear, with these keys of {@code http-version} besides. */
    static Piece h2c(String keys) {
        return Piece.upstream("http-version { min-version 2; " + keys + "; }");
    }

    /** The same in place of the usual piece. */
    static RunningProxy with(String keys, H2Origin origin, Piece... pieces) {
        return RunningProxy.inFrontOf(origin.address(), with(h2c(keys), pieces));
    }

    static RunningProxy with(String keys, H2Origin origin, HandClock clock, Piece... pieces) {
        return RunningProxy.inFrontOf(origin.address(), clock, with(h2c(keys), pieces));
    }

    private static Piece[] with(Piece first, Piece... others) {
        Piece[] all = new Piece[others.length + 1];
        all[0] = first;
        System.arraycopy(others, 0, all, 1, others.length);
        return all;
    }

    /** An origin's TLS that agrees on one of these. */
    static OriginTlsSide speaking(String... protocols) {
        return new OriginTlsSide(CA.serverContext(APP), false, List.of(), List.of(protocols));
    }

    /** Waits until so many requests have ended in this fault. */
    static void awaitFaults(RunningProxy proxy, String reason, int count) {
        await().untilAsserted(() -> assertThat(faults(proxy, reason)).isEqualTo(count));
    }

    static double faults(RunningProxy proxy, String reason) {
        return MetricSamples.of(proxy).getOrDefault("zentinel_blocked_requests_total{reason=\"" + reason + "\"}", -1.0);
    }
}
