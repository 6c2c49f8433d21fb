package io.zentinelproxy.core.net;

import org.jspecify.annotations.Nullable;

/** What a {@link ConnectionFilter} says of a connection: admitted, or a {@link ConnectionRefusal}. */
public sealed interface Admission permits Admission.Admitted, ConnectionRefusal {

    /** The usual yes: nothing is held, nothing is noted. */
    Admitted PLAIN = new Admitted(0, null);

    /**
     * The connection may go on.
     *
     * @param flag how suspicious its peer is, as the filter counts it; 0 for not at all. It is a fact of each of its requests
     * @param permit what it holds until it ends, or null
     */
    record Admitted(int flag, @Nullable Permit permit) implements Admission {}

    /** What a connection holds of a filter's limits. */
    interface Permit {
        /** Gives it back: called once, when the connection has closed, by its thread or by the acceptor. Must not block. */
        void giveBack();
    }
}
