package io.zentinelproxy.launcher.validate;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.config.UpstreamSettings.Target;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.net.Sweep;
import io.zentinelproxy.core.upstream.dns.Resolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Whether every target's name resolves, and one of its addresses takes a connection and, where it is to, shakes hands over TLS. */
final class TargetChecks {
    /** So many look at once. */
    private static final int AT_ONCE = 16;

    /** Who waits in front of a terminal is not kept longer, whatever the configuration allows a request. */
    static final Duration MOST_WAIT = Duration.ofSeconds(2);

    private TargetChecks() {}

    static List<Check> of(Configuration configuration) {
        try (HandshakeCheck handshakes = new HandshakeCheck();
                Sweep sweep = new Sweep(System::nanoTime);
                Resolver resolver = new Resolver(configuration.system().dns(), sweep);
                ExecutorService threads = Executors.newFixedThreadPool(
                        AT_ONCE,
                        Thread.ofPlatform().daemon().name("zentinel-check-", 1).factory())) {
            List<Future<Check>> looking = new ArrayList<>();
            for (UpstreamSettings upstream : configuration.upstreams()) {
                Duration wait = shorter(upstream.timeouts().connect(), MOST_WAIT);
                upstream.targets()
                        .forEach(target ->
                                looking.add(threads.submit(() -> check(upstream, target, wait, resolver, handshakes))));
            }
            List<Check> checks = new ArrayList<>();
            for (Future<Check> one : looking) {
                checks.add(one.get());
            }
            return checks;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Check check(
            UpstreamSettings upstream, Target target, Duration wait, Resolver resolver, HandshakeCheck handshakes) {
        String subject = "target " + target.address().name() + " of upstream \"" + upstream.id() + "\"";
        String why = switch (target.address()) {
            case OriginAddress.Tcp tcp ->
                connectToAny(tcp, wait, resolver, at -> handshakes.why(upstream, target.address(), at, wait));
            case OriginAddress.Unix unix -> connect(unix, at -> handshakes.why(upstream, target.address(), at, wait));
        };
        return why.isEmpty() ? Check.ok(subject) : Check.failed(subject, why);
    }

    /** Empty, or why none of the name's addresses takes a connection. */
    private static String connectToAny(
            OriginAddress.Tcp tcp, Duration wait, Resolver resolver, Function<SocketAddress, String> next) {
        List<InetAddress> addresses;
        try {
            addresses = resolver.resolve(tcp.host(), wait);
        } catch (UpstreamFault unresolved) {
            return "the name does not resolve";
        }
        String why = "no address";
        for (InetAddress address : addresses) {
            why = connect(new InetSocketAddress(address, tcp.port()), wait, next);
            if (why.isEmpty()) {
                return why;
            }
        }
        return why;
    }

    /** Empty, or why there is no connection. A Unix socket answers at once, or not at all. */
    private static String connect(OriginAddress.Unix unix, Function<SocketAddress, String> next) {
        try {
            UnixDomainSocketAddress at = UnixDomainSocketAddress.of(unix.path());
            SocketChannel.open(at).close();
            return next.apply(at);
        } catch (IOException | IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Empty, or why there is no connection. */
    private static String connect(InetSocketAddress address, Duration wait, Function<SocketAddress, String> next) {
        String where = address.getAddress().getHostAddress() + ": ";
        try (Socket socket = new Socket()) {
            socket.connect(address, Math.toIntExact(wait.toMillis()));
            String why = next.apply(address);
            return why.isEmpty() ? why : where + why;
        } catch (SocketTimeoutException e) {
            return where + "no answer within " + wait.toMillis() + " ms";
        } catch (IOException e) {
            return where + e.getMessage();
        }
    }
}
