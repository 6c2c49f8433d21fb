package io.zentinelproxy.security.quota;

/**
 * Keeps count for limiters. Any thread. Shared by all limiters that name it with the same settings, and kept over reloads while any does.
 */
public interface LimitStore extends AutoCloseable {
    /**
     * Takes the cost of every charge, or of none where one that is enforced has not enough; one that is not enforced takes and refuses for
     * itself alone. Each charge is told what its limiter says.
     *
     * @param charges whose first {@code count} are asked
     * @return whether the cost was taken
     * @throws StoreException where it cannot be said; then nothing is known of what was taken
     */
    boolean take(Charge[] charges, int count) throws StoreException;

    /**
     * Takes the cost of every charge although there may not be enough, as it has been used already: what is owed comes back first. Costs
     * may be negative, which gives back, never to more than the burst.
     */
    void settle(Charge[] charges, int count) throws StoreException;

    /** How it is. */
    default StoreState state() {
        return StoreState.SOUND;
    }

    @Override
    void close();
}
