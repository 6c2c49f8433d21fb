package io.zentinelproxy.core.http2;

import io.zentinelproxy.core.exchange.OriginWait;
import io.zentinelproxy.core.fault.UpstreamFault;
import io.zentinelproxy.core.net.Transport;
import java.util.ArrayList;

/**
 * The HTTP/2 side of one upstream: begins its connections, and keeps what they share. Exchanges are pooled, because a stream needs one only
 * while it is open. Any thread.
 */
public final class Http2Client {
    /** Exchanges kept for reuse; more are made when more are in use at once, lean ones, and left to the collector after. */
    private static final int POOLED = 512;

    private final Http2ClientSettings settings;
    private final Http2Shared shared;
    private final Http2Counters counters;
    private final ArrayList<Http2Upstream> exchanges = new ArrayList<>();

    /** Exchanges in use. Guarded by exchanges. */
    private int inUse;

    /** @param counters of what happens on its connections */
    public Http2Client(Http2ClientSettings settings, Http2Shared shared, Http2Counters counters) {
        this.settings = settings;
        this.counters = counters;
        this.shared = shared;
    }

    /**
     * Begins HTTP/2 on a connection that stands, and waits for the origin's settings: by them it proves that it speaks HTTP/2, and says how
     * many streams it takes. The wait costs one turn of each connection, and saves the streams that would be refused. Closes the connection
     * where it fails.
     *
     * @param owner told of what happens to it
     * @param waiting whose end is the end of the attempt
     * @param until of the sweep's clock
     */
    public ClientConnection begin(Transport transport, ClientConnection.Owner owner, OriginWait waiting, long until)
            throws UpstreamFault {
        ClientConnection connection = new ClientConnection(this, transport, owner, until);
        Thread.ofVirtual().start(connection::serve);
        connection.awaitReady(waiting);
        return connection;
    }

    Http2ClientSettings settings() {
        return settings;
    }

    Http2Shared shared() {
        return shared;
    }

    public Http2Counters counters() {
        return counters;
    }

    Http2Upstream take() {
        boolean usual;
        synchronized (exchanges) {
            inUse++;
            if (!exchanges.isEmpty()) {
                return exchanges.removeLast();
            }
            usual = inUse <= POOLED;
        }
        return new Http2Upstream(this, usual);
    }

    /** @param sound whether another may follow: one that a thread may still use is left to it, and to the collector */
    void give(Http2Upstream exchange, boolean sound) {
        synchronized (exchanges) {
            inUse--;
            if (sound && exchange.isKept() && exchanges.size() < POOLED) {
                exchanges.add(exchange);
            }
        }
    }
}
