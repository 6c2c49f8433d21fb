package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.fault.UpstreamFault;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Names to addresses. The system's resolver blocks in native code, which would hold a carrier thread, so it is asked on two platform
 * threads; requests for one name wait for one answer. How long answers live is the JVM's setting (30 s, failures 10 s).
 */
public final class Resolver implements AutoCloseable {
    private static final int THREADS = 2;

    private final ExecutorService asking = Executors.newFixedThreadPool(
            THREADS, Thread.ofPlatform().daemon().name("zentinel-resolve-", 1).factory());
    private final ConcurrentMap<String, CompletableFuture<InetAddress[]>> underWay = new ConcurrentHashMap<>();

    /** The addresses of a name, at least one, within a time; a literal is its own address. */
    InetAddress[] resolve(String host, Duration mostWait) throws UpstreamFault {
        try {
            return new InetAddress[] {InetAddress.ofLiteral(host)};
        } catch (IllegalArgumentException notALiteral) {
            return ask(host, mostWait);
        }
    }

    private InetAddress[] ask(String host, Duration mostWait) throws UpstreamFault {
        CompletableFuture<InetAddress[]> answer =
                underWay.computeIfAbsent(host, name -> CompletableFuture.supplyAsync(() -> lookUp(name), asking));
        try {
            InetAddress[] addresses = answer.get(mostWait.toMillis(), TimeUnit.MILLISECONDS);
            if (addresses.length > 0) {
                return addresses;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            throw new UpstreamFault(UpstreamFault.Kind.CONNECT_TIMEOUT);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            underWay.remove(host, answer);
        }
        throw new UpstreamFault(UpstreamFault.Kind.UNRESOLVED);
    }

    private static InetAddress[] lookUp(String host) {
        try {
            return InetAddress.getAllByName(host);
        } catch (UnknownHostException e) {
            return new InetAddress[0];
        }
    }

    @Override
    public void close() {
        asking.shutdownNow();
    }
}
