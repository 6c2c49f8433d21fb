package io.zentinelproxy.core.net;

import io.zentinelproxy.core.config.Network;
import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.net.Admission.Admitted;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Whom one listener takes: its filters first, which cost those that they refuse nothing but an accept, then the caps on connections
 * over all listeners. Any thread.
 */
public final class Admissions {
    private static final System.Logger LOG = System.getLogger(Listener.class.getName());

    private final String listener;
    private final ConnectionPermits permits;

    /** As of the last reload. */
    private volatile Rules rules;

    private final AtomicBoolean failureSaid = new AtomicBoolean();

    /**
     * What follows from its terms.
     *
     * @param filter null where all may come
     */
    private record Rules(@Nullable ConnectionFilter filter, List<Network> balancers, RefusedConnections refused) {}

    /**
     * What one listener asks.
     *
     * @param filters in their order; the first that refuses decides
     * @param balancers whose clients are known by a PROXY header only
     * @param refusals that the listener may need besides those of the filters and of the caps
     * @param inTheClear whether a refusal may be answered: in the midst of TLS nobody would understand it
     */
    public record Terms(
            List<ConnectionFilter> filters,
            List<Network> balancers,
            List<ConnectionRefusal> refusals,
            boolean inTheClear) {
        /** Nothing but the caps. */
        public static final Terms NONE = new Terms(List.of(), List.of(), List.of(), true);
    }

    public Admissions(String listener, ConnectionPermits permits, Terms terms) {
        this.listener = listener;
        this.permits = permits;
        rules = rules(terms, null);
    }

    /** Asks by other terms from now on; what was counted is gone on from. */
    public void change(Terms terms) {
        rules = rules(terms, rules.refused);
    }

    private Rules rules(Terms terms, @Nullable RefusedConnections before) {
        List<ConnectionFilter> filters = terms.filters();
        ConnectionFilter filter =
                filters.isEmpty() ? null : filters.size() == 1 ? filters.getFirst() : new FilterChain(filters);
        List<ConnectionRefusal> refusals = new ArrayList<>(ConnectionRefusal.OWN);
        refusals.addAll(terms.refusals());
        if (filter != null) {
            refusals.addAll(filter.refusals());
        }
        return new Rules(
                filter,
                terms.balancers(),
                new RefusedConnections(listener, System::nanoTime, refusals, terms.inTheClear(), before));
    }

    /** What the filters say; plain where there are none. */
    Admission filter(ClientAddress client) {
        ConnectionFilter filter = rules.filter;
        if (filter == null) {
            return Admission.PLAIN;
        }
        try {
            return filter.admit(client);
        } catch (RuntimeException e) {
            failed(e);
            return ConnectionRefusal.FILTER_FAILED;
        }
    }

    /** Whether this peer tells of its client in a header. */
    boolean isBalancer(InetAddress peer) {
        for (Network network : rules.balancers) {
            if (network.contains(peer)) {
                return true;
            }
        }
        return false;
    }

    ConnectionPermits permits() {
        return permits;
    }

    void refuse(SocketChannel connection, InetAddress client, ConnectionRefusal why) {
        rules.refused.refuse(connection, client, why);
    }

    /** Gives back what a connection holds of the filters' limits. */
    void giveBack(Admitted admitted) {
        Admission.Permit permit = admitted.permit();
        if (permit == null) {
            return;
        }
        try {
            permit.giveBack();
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(RuntimeException defect) {
        if (failureSaid.compareAndSet(false, true)) {
            LOG.log(System.Logger.Level.ERROR, "a connection filter failed; more of this is only counted", defect);
        }
    }

    /** Every reason to refuse that there is. */
    public Collection<String> reasons() {
        return rules.refused.reasons();
    }

    /** Connections refused for this reason so far. */
    public long refused(String reason) {
        return rules.refused.count(reason);
    }
}
