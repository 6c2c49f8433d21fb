package io.zentinelproxy.core.net;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.net.Admission.Admitted;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * A connection that was accepted: who has come, and what it holds of the limits until it ends. Belongs to the acceptor until it has
 * entered, then to the connection's virtual thread.
 */
public final class Arrival {
    private final SocketChannel channel;
    private final ClientAddress peer;
    private final Admissions admissions;
    private Admitted admitted = Admission.PLAIN;
    private boolean toBeTold;

    /** Whose connections it is one of, and where that is counted; null until it is admitted, and where it is not. */
    private @Nullable InetAddress counted;

    private @Nullable ClientConnections countedIn;

    Arrival(SocketChannel channel, ClientAddress peer, Admissions admissions) {
        this.channel = channel;
        this.peer = peer;
        this.admissions = admissions;
    }

    public SocketChannel channel() {
        return channel;
    }

    /** Who holds the other end of the connection. */
    public ClientAddress peer() {
        return peer;
    }

    /** Whether its peer is a balancer, which is to tell of the client before {@link #admit} decides. */
    public boolean isToBeTold() {
        return toBeTold;
    }

    /** How suspicious the filters find its client; 0 for not at all. */
    public int flag() {
        return admitted.flag();
    }

    /**
     * Asks whether it may stay, as far as can be said before its first octet.
     *
     * @return whether it may; else it is closed already and holds nothing
     */
    boolean enter() {
        toBeTold = admissions.isBalancer(peer.address());
        return toBeTold ? take() : admitAndTake();
    }

    /** The filters come first: what they refuse is not worth the answer of a proxy that is full. */
    private boolean admitAndTake() {
        if (!filter(peer)) {
            return false;
        }
        if (take()) {
            if (count(peer)) {
                return true;
            }
            admissions.permits().give();
        }
        admissions.giveBack(admitted);
        return false;
    }

    /**
     * Asks whether the connection of this client may stay, whom the balancer has told of.
     *
     * @return whether it may; else it is closed already
     */
    public boolean admit(ClientAddress client) {
        return filter(client) && count(client);
    }

    private boolean filter(ClientAddress client) {
        Admission said = admissions.filter(client);
        if (said instanceof Admitted yes) {
            admitted = yes;
            return true;
        }
        return refuse(client, (ConnectionRefusal) said);
    }

    private boolean take() {
        ConnectionRefusal full = admissions.permits().take();
        return full == null || refuse(peer, full);
    }

    private boolean count(ClientAddress client) {
        ClientConnections byClient = admissions.permits().byClient();
        if (byClient == null) {
            return true;
        }
        if (!byClient.tryTake(client.address())) {
            return refuse(client, ConnectionRefusal.MAX_CONNECTIONS_PER_CLIENT);
        }
        counted = client.address();
        countedIn = byClient;
        return true;
    }

    /** Turns it away for what its peer has said; closed afterwards. */
    public void refuse(ConnectionRefusal why) {
        admissions.refuse(channel, peer.address(), why);
    }

    private boolean refuse(ClientAddress client, ConnectionRefusal why) {
        admissions.refuse(channel, client.address(), why);
        return false;
    }

    /** Closes it and gives back what it holds. */
    void end() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is left to be done for a connection that cannot be closed.
        } finally {
            admissions.giveBack(admitted);
            if (counted != null && countedIn != null) {
                countedIn.give(counted);
            }
            admissions.permits().give();
        }
    }
}
