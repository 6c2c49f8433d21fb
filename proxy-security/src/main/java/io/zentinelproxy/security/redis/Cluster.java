package io.zentinelproxy.security.redis;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.security.quota.StoreException;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.JedisClientConfig;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisAccessControlException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * The servers of a cluster, and the slots of each: as one of them tells, asked again when one does not answer or says that a key is elsewhere.
 * No request waits for that. Any thread.
 */
final class Cluster implements Servers {
    private static final System.Logger LOG = System.getLogger(Cluster.class.getName());
    private static final int SLOTS = 16_384;

    /** Between two questions where slots are, in milliseconds. */
    private static final long PAUSE_MILLIS = 500;

    private final List<HostAndPort> seeds;
    private final JedisClientConfig config;
    private final Function<HostAndPort, Node> nodes;
    private final byte[][] probe;
    private final Map<HostAndPort, Node> known = new ConcurrentHashMap<>();
    private final AtomicBoolean asking = new AtomicBoolean();

    /** Of who has which slots, and of servers that have none any more. */
    private final LongAdder changes = new LongAdder();

    /** By slot; null where nobody has told yet. */
    private volatile @Nullable Node[] slots = new @Nullable Node[SLOTS];

    private volatile boolean closed;

    /** @param nodes makes the one at an address */
    Cluster(
            List<OriginAddress.Tcp> seeds,
            JedisClientConfig config,
            Function<HostAndPort, Node> nodes,
            byte[][] probe) {
        this.seeds = seeds.stream()
                .map(seed -> new HostAndPort(seed.host(), seed.port()))
                .toList();
        this.config = config;
        this.nodes = nodes;
        this.probe = probe;
    }

    @Override
    public void greet() throws DeniedException {
        try {
            learn();
        } catch (StoreException e) {
            LOG.log(Level.ERROR, "redis: " + e.getMessage() + "; the fallback holds");
            suspect();
        }
        for (Node node : known.values()) {
            node.greet(probe);
        }
    }

    @Override
    public int slot(byte[] key) {
        return JedisClusterCRC16.getSlot(key);
    }

    @Override
    public Node at(int slot) throws StoreException {
        Node node = slots[slot];
        if (node == null) {
            suspect();
            throw new StoreException("redis: no server is known for slot " + slot + " of the cluster");
        }
        return node;
    }

    @Override
    public Node moved(int slot, MovedException moved) {
        if (moved.isForGood()) {
            suspect();
        }
        return node(moved.to());
    }

    private Node node(HostAndPort at) {
        Node node = known.computeIfAbsent(at, nodes);
        if (closed) {
            // Perhaps just now, so that it was not among those that were closed.
            node.close();
        }
        return node;
    }

    @Override
    public void suspect() {
        if (!closed && asking.compareAndSet(false, true)) {
            Thread.ofVirtual().name("zentinel-limits-cluster").start(this::learnLater);
        }
    }

    /** Until it is known who has every slot. */
    private void learnLater() {
        try {
            boolean complete = false;
            while (!complete && !closed) {
                Thread.sleep(PAUSE_MILLIS);
                try {
                    complete = learn();
                } catch (StoreException e) {
                    LOG.log(Level.DEBUG, "redis: " + e.getMessage());
                } catch (DeniedException e) {
                    LOG.log(Level.WARNING, "redis: " + e.getMessage());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            asking.set(false);
        }
    }

    /** Asks one after the other, those of the configuration last: they may be gone. Returns whether every slot has a server that answers. */
    private boolean learn() throws StoreException, DeniedException {
        List<HostAndPort> asked = new ArrayList<>(known.keySet());
        seeds.stream().filter(seed -> !asked.contains(seed)).forEach(asked::add);
        String last = "";
        for (HostAndPort one : asked) {
            try (Connection connection = new Connection(one, config)) {
                connection.sendCommand(Command.CLUSTER, "SLOTS");
                return take((List<?>) connection.getOne(), one);
            } catch (JedisAccessControlException e) {
                throw new DeniedException(one + " refuses us: " + e.getMessage());
            } catch (JedisException e) {
                last = one + ": " + Connections.reason(e);
            }
        }
        throw new StoreException("no server of the cluster tells its slots: " + last);
    }

    private boolean take(List<?> ranges, HostAndPort teller) {
        @Nullable Node[] next = new @Nullable Node[SLOTS];
        Map<HostAndPort, Node> used = new HashMap<>();
        int covered = 0;
        for (Object range : ranges) {
            List<?> parts = (List<?>) range;
            int first = ((Long) parts.get(0)).intValue();
            int last = ((Long) parts.get(1)).intValue();
            Node node = node(address((List<?>) parts.get(2), teller));
            used.put(address((List<?>) parts.get(2), teller), node);
            for (int slot = first; slot <= last; slot++) {
                next[slot] = node;
            }
            covered += last - first + 1;
        }
        if (!Arrays.equals(slots, next)) {
            changes.increment();
        }
        slots = next;
        Set<HostAndPort> gone = new HashSet<>(known.keySet());
        gone.removeAll(used.keySet());
        gone.forEach(this::forget);
        return covered == SLOTS
                && used.values().stream().allMatch(node -> node.state().up());
    }

    private void forget(HostAndPort at) {
        Node node = known.remove(at);
        if (node != null) {
            changes.add(node.renewals());
            node.close();
        }
    }

    /** A server that does not know its own host is where it was asked. */
    private static HostAndPort address(List<?> node, HostAndPort teller) {
        String host = node.get(0) == null ? "" : new String((byte[]) node.get(0), StandardCharsets.US_ASCII);
        int port = ((Long) node.get(1)).intValue();
        return new HostAndPort(host.isEmpty() ? teller.getHost() : host, port);
    }

    @Override
    public Collection<Node> all() {
        return known.values();
    }

    @Override
    public long changes() {
        return changes.sum() + known.values().stream().mapToLong(Node::renewals).sum();
    }

    @Override
    public void close() {
        closed = true;
        known.values().forEach(Node::close);
    }
}
