package io.zentinelproxy.core.upstream.dns;

import io.zentinelproxy.core.config.DnsSettings;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.net.Sweep;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Names to addresses, and to services. An answer is believed as long as its records live and is renewed before, so that no request
 * waits for a name that is in use; while no server answers, the last answer serves. Any thread.
 */
public final class Resolver implements AutoCloseable {
    /** Lookups under way at once; further ones wait for their turn. */
    private static final int MAX_LOOKUPS = 256;

    /** How often the names are gone through though nothing is due: to forget those that are dead. */
    private static final long HOUSEKEEPING = Duration.ofMinutes(1).toNanos();

    private final Sweep sweep;
    private final DnsCounters counters = new DnsCounters();
    private final Lookup lookup;
    private final NameCache<InetAddress> addresses;
    private final NameCache<ServiceRecord> services;
    private final Semaphore turns = new Semaphore(MAX_LOOKUPS, true);
    private final AtomicLong due;
    private final Sweep.Swept swept = this::sweep;
    private volatile NameTimes times;

    public Resolver(DnsSettings settings, Sweep sweep) {
        this(settings, Lookup.Machine.LINUX, sweep);
    }

    Resolver(DnsSettings settings, Lookup.Machine machine, Sweep sweep) {
        this.sweep = sweep;
        due = new AtomicLong(sweep.now());
        lookup = new Lookup(settings, machine, counters);
        times = NameTimes.of(settings);
        Turns runner = new Turns();
        addresses = new NameCache<>(name -> new CachedName<>(name, () -> lookup.addresses(name), () -> times, runner));
        services = new NameCache<>(name -> new CachedName<>(name, () -> lookup.services(name), () -> times, runner));
        sweep.add(swept);
    }

    /** Lookups from now on go by these; what is known already is believed as long as was worked out before. */
    public void reconfigure(DnsSettings settings) {
        lookup.settings(settings);
        times = NameTimes.of(settings);
    }

    private final class Turns implements CachedName.Runner {
        @Override
        public void run(Runnable lookup) {
            Thread.ofVirtual().name("zentinel-dns").start(() -> {
                turns.acquireUninterruptibly();
                try {
                    lookup.run();
                } finally {
                    turns.release();
                }
            });
        }

        @Override
        public void dueAt(long time) {
            due.accumulateAndGet(time, Math::min);
        }

        @Override
        public long now() {
            return sweep.now();
        }
    }

    private boolean sweep(long now) {
        if (now - due.get() >= 0) {
            due.set(now + HOUSEKEEPING);
            long next = Math.min(addresses.look(now, now + HOUSEKEEPING), services.look(now, now + HOUSEKEEPING));
            due.accumulateAndGet(next, Math::min);
        }
        return due.get() - now > Sweep.SOON;
    }

    /** The addresses of a name, at least one, within a time; a literal is its own address. */
    public List<InetAddress> resolve(String host, Duration mostWait) throws UpstreamFault {
        InetAddress literal = Literals.of(host);
        return literal == null ? known(addresses.of(host.toLowerCase(Locale.ROOT)), mostWait) : List.of(literal);
    }

    private List<InetAddress> known(CachedName<InetAddress> name, Duration mostWait) throws UpstreamFault {
        name.use();
        CachedName.Known<InetAddress> known = name.known();
        long now = sweep.now();
        if (known.isFresh(now)) {
            return found(known);
        }
        List<InetAddress> stale = known.usable(now);
        CompletableFuture<CachedName.Known<InetAddress>> renewed = name.ask();
        if (stale != null && name.isBeingRenewed()) {
            counters.countStale();
            return stale;
        }
        return awaited(renewed, stale, mostWait);
    }

    /** @param stale what there is when nothing comes, or null */
    private List<InetAddress> awaited(
            CompletableFuture<CachedName.Known<InetAddress>> renewed,
            @Nullable List<InetAddress> stale,
            Duration mostWait)
            throws UpstreamFault {
        Duration wait = stale == null || mostWait.compareTo(CachedName.PATIENCE) < 0 ? mostWait : CachedName.PATIENCE;
        try {
            return found(renewed.get(wait.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UpstreamFault(UpstreamFault.Kind.UNRESOLVED);
        } catch (TimeoutException e) {
            if (stale == null) {
                throw new UpstreamFault(UpstreamFault.Kind.CONNECT_TIMEOUT);
            }
            counters.countStale();
            return stale;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<InetAddress> found(CachedName.Known<InetAddress> known) throws UpstreamFault {
        if (known.answer() instanceof Answer.Found<InetAddress> found) {
            return found.values();
        }
        List<InetAddress> stale = known.usable(sweep.now());
        if (stale == null) {
            throw new UpstreamFault(UpstreamFault.Kind.UNRESOLVED);
        }
        counters.countStale();
        return stale;
    }

    /**
     * Keeps a name fresh and tells of every answer, the first included.
     *
     * @param refresh look again after so long even where records live longer, or null
     */
    public Watch<InetAddress> watchAddresses(
            String host, @Nullable Duration refresh, Consumer<Answer<InetAddress>> told) {
        return watch(addresses, host.toLowerCase(Locale.ROOT), refresh, told);
    }

    /** The same for the services of a name. */
    public Watch<ServiceRecord> watchServices(
            String name, @Nullable Duration refresh, Consumer<Answer<ServiceRecord>> told) {
        return watch(services, name.toLowerCase(Locale.ROOT), refresh, told);
    }

    /** What is known already is told at once, by the caller's thread: after a reload nobody has to be without. */
    private <T> Watch<T> watch(NameCache<T> among, String name, @Nullable Duration refresh, Consumer<Answer<T>> told) {
        List<T> before = among.of(name).known().usable(sweep.now());
        if (before != null) {
            told.accept(new Answer.Found<>(before, Duration.ZERO));
        }
        return among.watch(name, refresh, told);
    }

    public DnsCounters counters() {
        return counters;
    }

    /** Names that are remembered. */
    public int names() {
        return addresses.size() + services.size();
    }

    @Override
    public void close() {
        sweep.remove(swept);
    }
}
