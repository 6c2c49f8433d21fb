package io.zentinelproxy.launcher.validate;

import io.zentinelproxy.core.config.Configuration;
import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.core.config.UpstreamSettings;
import io.zentinelproxy.core.config.UpstreamSettings.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Whether every target's name resolves, and one of its addresses takes a connection. */
final class TargetChecks {
    /** The system's resolver blocks in native code, hence platform threads; so many look at once. */
    private static final int AT_ONCE = 16;

    /** Who waits in front of a terminal is not kept longer, whatever the configuration allows a request. */
    static final Duration MOST_WAIT = Duration.ofSeconds(2);

    private TargetChecks() {}

    static List<Check> of(Configuration configuration) {
        try (ExecutorService threads = Executors.newFixedThreadPool(
                AT_ONCE, Thread.ofPlatform().daemon().name("zentinel-check-", 1).factory())) {
            List<Future<Check>> looking = new ArrayList<>();
            for (UpstreamSettings upstream : configuration.upstreams()) {
                Duration wait = shorter(upstream.timeouts().connect(), MOST_WAIT);
                upstream.targets()
                        .forEach(target -> looking.add(threads.submit(() -> check(upstream.id(), target, wait))));
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

    private static Check check(String upstream, Target target, Duration wait) {
        String subject = "target " + target.address().name() + " of upstream \"" + upstream + "\"";
        String why = switch (target.address()) {
            case OriginAddress.Tcp tcp -> connectToAny(tcp, wait);
            case OriginAddress.Unix unix -> connect(unix);
        };
        return why.isEmpty() ? Check.ok(subject) : Check.failed(subject, why);
    }

    /** Empty, or why none of the name's addresses takes a connection. */
    private static String connectToAny(OriginAddress.Tcp tcp, Duration wait) {
        InetAddress[] addresses;
        try {
            addresses = InetAddress.getAllByName(tcp.host());
        } catch (UnknownHostException e) {
            return "the name does not resolve";
        }
        String why = "no address";
        for (InetAddress address : addresses) {
            why = connect(new InetSocketAddress(address, tcp.port()), wait);
            if (why.isEmpty()) {
                return why;
            }
        }
        return why;
    }

    /** Empty, or why there is no connection. A Unix socket answers at once, or not at all. */
    private static String connect(OriginAddress.Unix unix) {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(unix.path()))) {
            return channel.isConnected() ? "" : "no connection";
        } catch (IOException | IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Empty, or why there is no connection. */
    private static String connect(InetSocketAddress address, Duration wait) {
        String where = address.getAddress().getHostAddress() + ": ";
        try (Socket socket = new Socket()) {
            socket.connect(address, Math.toIntExact(wait.toMillis()));
            return "";
        } catch (SocketTimeoutException e) {
            return where + "no answer within " + wait.toMillis() + " ms";
        } catch (IOException e) {
            return where + e.getMessage();
        }
    }
}
