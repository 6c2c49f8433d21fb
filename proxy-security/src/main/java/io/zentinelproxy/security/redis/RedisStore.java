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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;

/**
 * Token buckets in Redis: one question for a decision, over all its charges at once. In a cluster that holds for charges whose clients are the
 * same, as the key of the client is the hash tag; others are asked one after the other, and given back where a later one refuses. Any thread.
 */
public final class RedisStore implements LimitStore {
    private final Servers servers;
    private final byte[] prefix;
    private final long timeoutNanos;
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
                        new Node("redis " + first.name(), () -> at, config, settings.connections(), probe, program), probe);
            }
            case SENTINEL -> {
                Sentinels sentinels = new Sentinels(settings.nodes(), settings.master(), Clients.sentinels(settings));
                yield new OneServer(
                        new Node("redis " + settings.master(), sentinels, config, settings.connections(), probe, program),
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
        byte[][] keys = {key(octets(settings.prefix()), charge)};
        return BucketScript.arguments(new Charge[] {charge}, new int[] {0}, 1, keys, false);
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
        byte[][] keys = new byte[count][];
        int[] slots = new int[count];
        for (int i = 0; i < count; i++) {
            keys[i] = key(prefix, charges[i]);
            slots[i] = servers.slot(keys[i]);
        }
        List<int[]> taken = new ArrayList<>(1);
        boolean[] asked = new boolean[count];
        boolean admitted = true;
        for (int i = 0; i < count; i++) {
            if (asked[i]) {
                continue;
            }
            int[] together = together(slots, asked, i);
            if (!admitted) {
                skip(charges, together);
            } else if (ask(charges, together, keys, slots[i], forced, deadline)) {
                taken.add(together);
            } else {
                admitted = false;
            }
        }
        if (!admitted) {
            giveBack(charges, taken, keys, slots, deadline);
        }
        return admitted;
    }

    /** Those of the same slot, from this one on. */
    private static int[] together(int[] slots, boolean[] asked, int first) {
        int[] found = new int[slots.length];
        int count = 0;
        for (int i = first; i < slots.length; i++) {
            if (slots[i] == slots[first]) {
                asked[i] = true;
                found[count++] = i;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** An earlier one has refused already: what these would say does not matter. */
    private static void skip(Charge[] charges, int[] skipped) {
        for (int i : skipped) {
            charges[i].answer(true, charges[i].limiter().rate().burst(), 0, 0);
        }
    }

    private boolean ask(Charge[] charges, int[] together, byte[][] keys, int slot, boolean forced, long deadline)
            throws StoreException {
        byte[][] arguments = BucketScript.arguments(charges, together, together.length, keys, forced);
        return BucketScript.tell(decide(slot, arguments, deadline), charges, together, together.length);
    }

    private List<?> decide(int slot, byte[][] arguments, long deadline) throws StoreException {
        try {
            Node node = servers.at(slot);
            try {
                return node.decide(arguments, false, deadline);
            } catch (MovedException e) {
                return servers.moved(slot, e).decide(arguments, !e.isForGood(), deadline);
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
    private void giveBack(Charge[] charges, List<int[]> taken, byte[][] keys, int[] slots, long deadline) {
        for (int[] together : taken) {
            byte[][] arguments =
                    BucketScript.arguments(negated(charges, together), together, together.length, keys, true);
            try {
                decide(slots[together[0]], arguments, deadline);
            } catch (StoreException e) {
                lost.increment();
            }
        }
    }

    private static Charge[] negated(Charge[] charges, int[] which) {
        Charge[] negated = new Charge[charges.length];
        for (int i : which) {
            // One that is only looked at keeps what it took: it takes for itself.
            boolean isGivenBack = charges[i].limiter().enforced();
            negated[i] = new Charge();
            negated[i].ask(charges[i].limiter(), 0, isGivenBack ? -charges[i].cost() : 0);
        }
        return negated;
    }

    /** Prefix, id of the limiter, and the client's key in braces: what stands there decides on the slot in a cluster. */
    private static byte[] key(byte[] prefix, Charge charge) {
        byte[] id = octets(charge.limiter().id());
        byte[] key = new byte[prefix.length + id.length + charge.keyLength() + 3];
        int at = prefix.length;
        System.arraycopy(prefix, 0, key, 0, at);
        System.arraycopy(id, 0, key, at, id.length);
        at += id.length;
        key[at++] = ':';
        key[at++] = '{';
        System.arraycopy(charge.key(), 0, key, at, charge.keyLength());
        key[key.length - 1] = '}';
        return key;
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
