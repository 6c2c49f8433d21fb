package io.zentinelproxy.security.redis;

import io.zentinelproxy.security.quota.StoreException;
import java.util.Collection;

/** Which server has which key. Any thread. */
interface Servers extends AutoCloseable {
    /**
     * Asks who is known once, at the start.
     *
     * @throws DeniedException where one says that we may not
     */
    void greet() throws DeniedException;

    /** Keys of one slot are asked for together; all have slot 0 where there is one server. */
    int slot(byte[] key);

    Node at(int slot) throws StoreException;

    /** Another has this slot, says who was asked. */
    Node moved(int slot, MovedException moved) throws StoreException;

    /** One that had this slot does not answer: perhaps another has it now. */
    void suspect();

    Collection<Node> all();

    /** Times that one may have become another, or may have lost what it heard last. */
    long changes();

    @Override
    void close();
}
