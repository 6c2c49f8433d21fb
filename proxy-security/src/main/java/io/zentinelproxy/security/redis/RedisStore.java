package io.zentinelproxy.security.redis;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.security.quota.Charge;
import io.zentinelproxy.security.quota.LimitStore;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.Rate;
import io.zentinelproxy.security.quota.StoreException;
import io.zentinelproxy.security.quota.StoreState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;

/**
 * Token buckets in Redis: one question for a decision, over all its charges at once. In a cluster that holds for charges whose clients are the
 * same, as the key of the client is the hash tag; others are asked one after the other, and given back where a later one refuses. Any thread.
 */
public final class RedisStore implements LimitStore {
    /** Whose words are kept. */
    private static final int MOST_LIMITERS = 4096;

    private final Servers servers;
    private final byte[] prefix;
    private final long timeoutNanos;
    private final Map<Limiter, Words> words = new ConcurrentHashMap<>();
    private final LongAdder lost = new LongAdder();

    private RedisStore(Servers servers, RedisSettings settings) {
        this.servers = servers;
        prefix = octets(settings.prefix());
        timeoutNanos = settings.timeout().toNanos();
    }

    /** @throws IOException where a server says that we may not use it, or a file cannot be read */
    static RedisStore open(RedisSettings settings) throws IOException {
        Servers servers = servers(settings, probe(settings));
        try {
            servers.greet();
        } catch (DeniedException e) {
            servers.close();
            throw new IOException("redis " + e.getMessage(), e);
        }
        return new RedisStore(servers, settings);
    }

    private static Servers servers(RedisSettings settings, byte[][] probe) throws IOException {
        return servers(settings, probe, Node.Program.BUCKETS);
    }

    static Servers servers(RedisSettings settings, byte[][] probe, Node.Program program) throws IOException {
        JedisClientConfig config = Clients.config(settings);
        OriginAddress.Tcp first = settings.nodes().getFirst();
        return switch (settings.mode()) {
            case SINGLE -> {
                HostAndPort at = new HostAndPort(first.host(), first.port());
                yield new OneServer(
                        new Node("redis " + first.name(), () -> at, config, settings.connections(), probe, program),
                        probe);
            }
            case SENTINEL -> {
                Sentinels sentinels = new Sentinels(settings.nodes(), settings.master(), Clients.sentinels(settings));
                yield new OneServer(
                        new Node(
                                "redis " + settings.master(),
                                sentinels,
                                config,
                                settings.connections(),
                                probe,
                                program),
                        probe);
            }
            case CLUSTER ->
                new Cluster(
                        settings.nodes(),
                        config,
                        at -> new Node("redis " + at, () -> at, config, settings.connections(), probe, program),
                        probe);
        };
    }

    /** Takes from a bucket that nobody else has: a server that only reads, such as a replica, is of no use. */
    private static byte[][] probe(RedisSettings settings) {
        Charge charge = new Charge();
        charge.ask(new Limiter("probe", new Rate(1000, Duration.ofSeconds(1), 1000), false, 1), 0, 1);
        byte[] prefix = octets(settings.prefix());
        Decision decision =
                Decision.of(new Charge[] {charge}, 1, limiter -> Words.of(prefix, limiter), key -> 0, false, 0);
        return BucketScript.command(decision, decision.all());
    }

    @Override
    public boolean take(Charge[] charges, int count) throws StoreException {
        return ask(charges, count, false);
    }

    @Override
    public void settle(Charge[] charges, int count) throws StoreException {
        ask(charges, count, true);
    }

    private boolean ask(Charge[] charges, int count, boolean forced) throws StoreException {
        long deadline = System.nanoTime() + timeoutNanos;
        Decision decision = Decision.of(charges, count, this::words, servers::slot, forced, deadline);
        return decision.isOneQuestion() ? ask(decision, decision.all()) : askApart(decision);
    }

    /** Written once for a limiter; anew where reloads have brought more of them than any configuration has. */
    private Words words(Limiter limiter) {
        Words found = words.get(limiter);
        if (found == null) {
            if (words.size() >= MOST_LIMITERS) {
                words.clear();
            }
            found = Words.of(prefix, limiter);
            words.put(limiter, found);
        }
        return found;
    }

    private boolean askApart(Decision decision) throws StoreException {
        List<int[]> taken = new ArrayList<>(1);
        boolean[] asked = new boolean[decision.count()];
        boolean admitted = true;
        for (int i = 0; i < asked.length; i++) {
            if (asked[i]) {
                continue;
            }
            int[] together = decision.together(i, asked);
            if (!admitted) {
                skip(decision.charges(), together);
            } else if (ask(decision, together)) {
                taken.add(together);
            } else {
                admitted = false;
            }
        }
        if (!admitted) {
            giveBack(decision, taken);
        }
        return admitted;
    }

    /** An earlier one has refused already: what these would say does not matter. */
    private static void skip(Charge[] charges, int[] skipped) {
        for (int i : skipped) {
            charges[i].answer(true, charges[i].limiter().rate().burst(), 0, 0);
        }
    }

    /** @param together of one slot */
    private boolean ask(Decision decision, int[] together) throws StoreException {
        if (together.length == 0) {
            return true;
        }
        byte[][] command = BucketScript.command(decision, together);
        int slot = decision.slots()[together[0]];
        return BucketScript.tell(decide(slot, command, decision.deadline()), decision, together);
    }

    private List<?> decide(int slot, byte[][] command, long deadline) throws StoreException {
        try {
            Node node = servers.at(slot);
            try {
                return node.decide(command, false, deadline);
            } catch (MovedException e) {
                return servers.moved(slot, e).decide(command, !e.isForGood(), deadline);
            }
        } catch (MovedException e) {
            servers.suspect();
            throw new StoreException("redis: slot " + slot + " is on its way from one server to another");
        } catch (StoreException e) {
            servers.suspect();
            throw e;
        }
    }

    /** Where that fails the refusal stands, and the clients have a little less for a while. */
    private void giveBack(Decision refused, List<int[]> taken) {
        for (int[] together : taken) {
            try {
                ask(refused.undoing(together), together);
            } catch (StoreException e) {
                lost.increment();
            }
        }
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Up while all its servers are. */
    @Override
    public StoreState state() {
        boolean up = true;
        long failures = 0;
        long outages = 0;
        String last = "";
        for (Node node : servers.all()) {
            StoreState state = node.state();
            up &= state.up();
            failures += state.failures();
            outages += state.outages();
            last = state.lastFailure().isEmpty() ? last : state.lastFailure();
        }
        return new StoreState(up && !servers.all().isEmpty(), failures, outages, last);
    }

    /** Costs of refused requests that could not be given back. */
    public long lost() {
        return lost.sum();
    }

    /** Times that a server had lost the program, as after a restart. */
    public long reloads() {
        return servers.all().stream().mapToLong(Node::reloads).sum();
    }

    @Override
    public void close() {
        servers.close();
    }
}
