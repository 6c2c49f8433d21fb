package io.zentinelproxy.security.memcached;

import io.zentinelproxy.core.config.OriginAddress;
import io.zentinelproxy.security.quota.StoreException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One memcached and the connections to it, of which there are so many at most. Any thread. */
final class Server implements AutoCloseable {
    private final OriginAddress.Tcp address;
    private final Whereabouts whereabouts;
    private final Semaphore free;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private volatile boolean closed;

    Server(OriginAddress.Tcp address, int connections) {
        this.address = address;
        whereabouts = new Whereabouts(address);
        // In turn: a request that comes must not overtake those that wait, or one of them waits too long.
        free = new Semaphore(connections, true);
    }

    /** As the log names it. */
    String name() {
        return address.name();
    }

    /** Waits until an address of it is known, or not to be had. */
    void awaitAddress(Duration within) {
        whereabouts.await(within);
    }

    /**
     * Leave to use a connection, waited for until then.
     *
     * @param deadline of all that is done with it, as {@link System#nanoTime()} tells it
     */
    Loan borrow(long deadline) throws StoreException {
        try {
            if (free.tryAcquire(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                return new Loan(deadline);
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        throw new StoreException("memcached " + name() + ": no connection was free in time");
    }

    @Override
    public void close() {
        closed = true;
        closeIdle();
    }

    private void closeIdle() {
        for (Connection one = idle.pollFirst(); one != null; one = idle.pollFirst()) {
            one.close();
        }
    }

    private Connection connect(long deadline) throws IOException {
        try {
            return Connection.to(whereabouts.address(), deadline);
        } catch (IOException failed) {
            whereabouts.failed();
            throw failed;
        }
    }

    /** One connection, for one thread. It is closed unless all replies have come. */
    final class Loan implements AutoCloseable {
        private final long deadline;
        private @Nullable Connection connection;

        private Loan(long deadline) {
            this.deadline = deadline;
        }

        /** The name of the server. */
        String server() {
            return name();
        }

        /** Sends these in one write and waits for all replies. */
        Reply[] ask(Commands commands) throws StoreException {
            try {
                return connection == null ? askFirst(commands) : connection.ask(commands, deadline);
            } catch (IOException failed) {
                throw failed(failed);
            }
        }

        /** Sends these, with no reply that is waited for. */
        void tell(Commands commands) throws StoreException {
            try {
                if (connection != null) {
                    connection.tell(commands);
                }
            } catch (IOException failed) {
                throw failed(failed);
            }
        }

        /**
         * A connection that was idle may have been closed meanwhile, all of them when the server was started anew: then a new one is asked.
         * Where it was not, a cost may count twice, to the client's debit.
         */
        private Reply[] askFirst(Commands commands) throws IOException {
            connection = idle.pollFirst();
            if (connection != null) {
                try {
                    return connection.ask(commands, deadline);
                } catch (SocketTimeoutException | BadReplyException failed) {
                    throw failed;
                } catch (IOException stale) {
                    connection.close();
                    closeIdle();
                }
            }
            connection = connect(deadline);
            return connection.ask(commands, deadline);
        }

        /** What came cannot be understood by whoever reads the replies. */
        StoreException failed(IOException reason) {
            if (connection != null) {
                connection.close();
                connection = null;
            }
            String message = reason.getMessage();
            return new StoreException("memcached " + name() + ": "
                    + (reason instanceof SocketTimeoutException
                            ? "no reply in time"
                            : message == null ? "failed" : message));
        }

        @Override
        public void close() {
            if (connection != null) {
                idle.addFirst(connection);
                if (closed) {
                    closeIdle();
                }
            }
            free.release();
        }
    }
}
