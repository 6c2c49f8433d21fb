package io.zentinelproxy.core.upstream.dns;

import io.zentinelproxy.core.config.DnsSettings;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.testkit.HandClock;
import io.zentinelproxy.core.testkit.dns.TestDns;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A resolver that asks the servers of a test, by the test's clock and with none of this machine's files. */
final class Resolving implements AutoCloseable {
    /** Longer than any machine needs for a server that answers. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** The same where some server does not answer, and the test waits for that. */
    private static final Duration SHORT = Duration.ofSeconds(2);

    private static final Path NOTHING = Path.of("/nonexistent/file");

    final HandClock clock = new HandClock();
    private final Sweep sweep = new Sweep(clock);
    final Resolver resolver;

    private Resolving(DnsSettings settings, Lookup.Machine machine) {
        resolver = new Resolver(settings, machine, sweep);
    }

    static Resolving with(TestDns... servers) {
        return with(settings(TIMEOUT, servers));
    }

    /** Where some of the servers are silent. */
    static Resolving impatient(TestDns... servers) {
        return with(settings(SHORT, servers));
    }

    static Resolving with(DnsSettings settings) {
        return new Resolving(settings, new Lookup.Machine(NOTHING, NOTHING, 53));
    }

    /** By the files of a machine, whose servers are all at this port. */
    static Resolving onMachine(Path hosts, Path resolvConf, int port) {
        DnsSettings settings =
                new DnsSettings(List.of(), TIMEOUT, 1, Duration.ofSeconds(1), Duration.ofDays(1), Duration.ofHours(1));
        return new Resolving(settings, new Lookup.Machine(hosts, resolvConf, port));
    }

    static DnsSettings settings(Duration timeout, TestDns... servers) {
        List<InetSocketAddress> addresses =
                List.of(servers).stream().map(TestDns::socketAddress).toList();
        return new DnsSettings(addresses, timeout, 1, Duration.ofSeconds(1), Duration.ofDays(1), Duration.ofHours(1));
    }

    /** The addresses of a name as text, or the reason why there are none. */
    List<String> ask(String name) {
        try {
            return resolver.resolve(name, Duration.ofSeconds(30)).stream()
                    .map(InetAddress::getHostAddress)
                    .toList();
        } catch (UpstreamFault fault) {
            return List.of(fault.kind().reason());
        }
    }

    void advance(Duration by) {
        clock.advance(by);
    }

    @Override
    public void close() {
        resolver.close();
        sweep.close();
    }
}
