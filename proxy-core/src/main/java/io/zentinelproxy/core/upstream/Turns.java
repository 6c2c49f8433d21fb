package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.exchange.ClientAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Who waits, in turns: each client has one at a time, however many of its requests wait, and those in their order. One client is an IPv4
 * address, or an IPv6 network of 64 bits. So a client that fills the queue makes it long for itself alone. Guarded by its pool; its
 * length is bounded by the {@link WaitingRoom}.
 */
final class Turns<W> {
    /** By client; the first has the next turn. None is empty. */
    private final LinkedHashMap<Long, Deque<W>> clients = new LinkedHashMap<>();

    /** Those that go before all others. */
    private final Deque<W> ahead = new ArrayDeque<>();

    private int size;

    void add(ClientAddress client, W waiter) {
        clients.computeIfAbsent(ClientAddress.network(client.address()), one -> new ArrayDeque<>(1))
                .addLast(waiter);
        size++;
    }

    /** It has waited before. */
    void addAhead(W waiter) {
        ahead.addFirst(waiter);
        size++;
    }

    /** The next, taken out. There is one. */
    W remove() {
        size--;
        if (!ahead.isEmpty()) {
            return ahead.removeFirst();
        }
        Map.Entry<Long, Deque<W>> first = clients.pollFirstEntry();
        W next = first.getValue().removeFirst();
        if (!first.getValue().isEmpty()) {
            clients.putLast(first.getKey(), first.getValue());
        }
        return next;
    }

    /** Takes one out that waits no more. */
    void remove(ClientAddress client, W waiter) {
        long network = ClientAddress.network(client.address());
        Deque<W> own = clients.get(network);
        boolean found = ahead.remove(waiter) || own != null && own.remove(waiter);
        size -= found ? 1 : 0;
        if (own != null && own.isEmpty()) {
            clients.remove(network);
        }
    }

    /** Tells all, and forgets them. */
    void drain(Consumer<W> told) {
        while (size > 0) {
            told.accept(remove());
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }
}
