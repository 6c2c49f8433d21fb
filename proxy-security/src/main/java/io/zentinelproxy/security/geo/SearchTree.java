package io.zentinelproxy.security.geo;

import com.maxmind.db.Metadata;
import java.util.BitSet;

/**
 * The search tree at the head of a database, looked through before the library walks it. In a tree each node has one node above it; of
 * one that loops, or that meets itself again and again, the library would list up to 2^128 networks. The one exception is the start of
 * IPv4, which is also reached from outside of it by the networks that stand for IPv4 in IPv6; the library leaves those out.
 */
final class SearchTree {
    private static final int IPV6 = 6;
    private static final int IPV4_AT_BITS = 96;

    /** Nodes put off on the way down: one of each bit of an address, and the two of the last. */
    private static final int MAX_WAITING = 130;

    private final byte[] octets;
    private final int nodes;
    private final int recordBits;
    private final boolean ipv6;

    private SearchTree(byte[] octets, int nodes, int recordBits, boolean ipv6) {
        this.octets = octets;
        this.nodes = nodes;
        this.recordBits = recordBits;
        this.ipv6 = ipv6;
    }

    /** @throws BrokenTreeException where the file has no room for the tree that it says it has */
    static SearchTree of(byte[] octets, Metadata metadata) throws BrokenTreeException {
        int recordBits = metadata.recordSize();
        if (recordBits != 24 && recordBits != 28 && recordBits != 32) {
            throw new BrokenTreeException("records of " + recordBits + " bits");
        }
        long length = metadata.nodeCount() * (recordBits / 4);
        if (metadata.nodeCount() < 1 || metadata.nodeCount() > Integer.MAX_VALUE / 8 || length > octets.length) {
            throw new BrokenTreeException("its search tree is not all there");
        }
        return new SearchTree(octets, (int) metadata.nodeCount(), recordBits, metadata.ipVersion() == IPV6);
    }

    void check() throws BrokenTreeException {
        BitSet reached = new BitSet(nodes);
        int ipv4 = ipv6 ? startOfIpv4() : 0;
        if (isNode(ipv4)) {
            reached.set(ipv4);
            walk(ipv4, -1, reached);
        }
        if (ipv4 != 0) {
            reached.set(0);
            walk(0, ipv4, reached);
        }
    }

    /** @param shared the node that may be met again */
    private void walk(int from, int shared, BitSet reached) throws BrokenTreeException {
        int[] waiting = new int[MAX_WAITING];
        int count = 1;
        waiting[0] = from;
        while (count > 0) {
            int node = waiting[--count];
            for (int next : new int[] {left(node), right(node)}) {
                if (!isNode(next) || next == shared) {
                    continue;
                }
                if (reached.get(next)) {
                    throw new BrokenTreeException("its search tree meets a node twice");
                }
                if (count == MAX_WAITING) {
                    throw new BrokenTreeException("its search tree is deeper than an address");
                }
                reached.set(next);
                waiting[count++] = next;
            }
        }
    }

    private boolean isNode(int record) {
        return record >= 0 && record < nodes;
    }

    private int startOfIpv4() {
        int node = 0;
        for (int bit = 0; bit < IPV4_AT_BITS && isNode(node); bit++) {
            node = left(node);
        }
        return node;
    }

    private int left(int node) {
        int at = node * (recordBits / 4);
        return switch (recordBits) {
            case 24 -> three(at);
            case 28 -> (octets[at + 3] & 0xf0) << 20 | three(at);
            default -> four(at);
        };
    }

    private int right(int node) {
        int at = node * (recordBits / 4);
        return switch (recordBits) {
            case 24 -> three(at + 3);
            case 28 -> (octets[at + 3] & 0x0f) << 24 | three(at + 4);
            default -> four(at + 4);
        };
    }

    private int three(int at) {
        return (octets[at] & 0xff) << 16 | (octets[at + 1] & 0xff) << 8 | octets[at + 2] & 0xff;
    }

    /** Negative where it is over what fits: that is no node. */
    private int four(int at) {
        return (octets[at] & 0xff) << 24 | three(at + 1);
    }
}
