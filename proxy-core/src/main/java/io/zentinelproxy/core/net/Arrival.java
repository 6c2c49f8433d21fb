package io.zentinelproxy.core.net;

import io.zentinelproxy.core.exchange.ClientAddress;
import io.zentinelproxy.core.net.Admission.Admitted;
import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * A connection that was accepted: who has come, and what it holds of the limits until it ends. Belongs to the acceptor until it is
 * admitted, then to the connection's virtual thread.
 */
public final class Arrival {
    private final SocketChannel channel;
    private final ClientAddress peer;
    private final Admissions admissions;
    private Admitted admitted = Admission.PLAIN;

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

    /** How suspicious the filters find its client; 0 for not at all. */
    public int flag() {
        return admitted.flag();
    }

    /** Asks whether it may stay; one that may not is closed already. */
    boolean enter() {
        Admission said = admissions.filter(peer);
        if (said instanceof ConnectionRefusal why) {
            return refuse(why);
        }
        ConnectionRefusal full = admissions.take(peer.address());
        if (full != null) {
            admissions.giveBack((Admitted) said);
            return refuse(full);
        }
        admitted = (Admitted) said;
        return true;
    }

    private boolean refuse(ConnectionRefusal why) {
        admissions.refuse(channel, peer.address(), why);
        return false;
    }

    /** Closes it and gives back what it holds. */
    void end() {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is left to be done for a connection that cannot be closed.
        } finally {
            admissions.end(peer.address(), admitted);
        }
    }
}
