package io.zentinelproxy.inference.ledger;

/** A reservation in the books. Guarded by their lock. */
final class Open {
    /** Of the process that has made it. */
    final long owner;

    final long number;
    final long since;

    /** When its lease runs out. */
    final long until;

    final Account[] accounts;
    final long[] amounts;

    /** Nothing is reserved any more, but what was used may still be said. */
    boolean expired;

    /** It was settled or released. */
    boolean ended;

    Open(long owner, long number, long since, long until, Account[] accounts, long[] amounts) {
        this.owner = owner;
        this.number = number;
        this.since = since;
        this.until = until;
        this.accounts = accounts;
        this.amounts = amounts;
    }
}
