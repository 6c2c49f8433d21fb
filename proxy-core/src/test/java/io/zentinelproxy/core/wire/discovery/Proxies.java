package io.zentinelproxy.core.wire.discovery;

import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.Piece;
import io.zentinelproxy.core.testkit.RunningProxy;
import io.zentinelproxy.core.testkit.dns.TestDns;
import java.util.stream.Stream;

/** Proxies that ask a DNS server of the test. */
final class Proxies {
    private Proxies() {}

    /** @param upstream what stands in the block of the upstream {@code origin} */
    static RunningProxy asking(TestDns dns, HandClock clock, String upstream, Piece... more) {
        return asking(dns, clock, "", upstream, more);
    }

    /** @param keys of the block {@code dns}; without a timeout among them a server has as long as a slow machine may need */
    static RunningProxy asking(TestDns dns, HandClock clock, String keys, String upstream, Piece... more) {
        String all = keys.contains("timeout") ? keys : "timeout \"10s\"\n" + keys;
        Piece[] pieces = Stream.concat(
                        Stream.of(
                                Piece.system("dns { servers \"" + dns.address() + "\"; attempts 1\n" + all + "\n }"),
                                Piece.upstream(upstream)),
                        Stream.of(more))
                .toArray(Piece[]::new);
        return RunningProxy.inFrontOf(dns.socketAddress(), clock, pieces);
    }
}
