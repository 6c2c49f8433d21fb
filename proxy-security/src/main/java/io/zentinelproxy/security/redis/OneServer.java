package io.zentinelproxy.security.redis;

import io.zentinelproxy.security.quota.StoreException;
import java.util.Collection;
import java.util.List;

/** A single server, or the one that sentinels have made master. */
final class OneServer implements Servers {
    private final Node node;
    private final byte[][] probe;

    OneServer(Node node, byte[][] probe) {
        this.node = node;
        this.probe = probe;
    }

    @Override
    public void greet() throws DeniedException {
        node.greet(probe);
    }

    @Override
    public int slot(byte[] key) {
        return 0;
    }

    @Override
    public Node at(int slot) {
        return node;
    }

    @Override
    public Node moved(int slot, MovedException moved) throws StoreException {
        throw new StoreException(node.name() + " belongs to a cluster: `redis-mode` should say so");
    }

    @Override
    public void suspect() {
        // Who it is is asked for whenever a connection is opened.
    }

    @Override
    public Collection<Node> all() {
        return List.of(node);
    }

    @Override
    public long changes() {
        return node.renewals();
    }

    @Override
    public void close() {
        node.close();
    }
}
