package io.zentinelproxy.core.upstream;

import io.zentinelproxy.core.exchange.Duplex;
import io.zentinelproxy.core.exchange.TlsFacts;
import io.zentinelproxy.core.exchange.UpstreamExchange;
import org.jspecify.annotations.Nullable;

/**
 * What carries one exchange to an endpoint, lent for that exchange: a whole connection, or one stream of a shared one. Closing it gives
 * that back, or brings it to its end where the exchange did not come to one by the book.
 */
public sealed interface Lease extends AutoCloseable permits ConnectionLease, StreamLease {
    UpstreamExchange exchange();

    /** What the connection's handshake has settled, or null in the clear. */
    @Nullable
    TlsFacts tls();

    /** Whether the connection has carried a request before: then it may have died without anyone's notice. */
    boolean isReused();

    /** Says that another thread may still send: nothing that it may use is used again. */
    void abandon();

    /** No wait of this exchange goes on past this moment of the sweep's clock. */
    void deadline(long nanos);

    /** Gives what is complete back early: before its answer has reached the client. */
    void release();

    /**
     * Takes what carried the exchange out of it, whose origin has answered 101. Until {@link #drop} it counts as lent; closing the lease does
     * nothing any more.
     */
    Duplex detach();

    /** Ends what was taken out. Called once, by any thread. */
    void drop();

    @Override
    void close();
}
