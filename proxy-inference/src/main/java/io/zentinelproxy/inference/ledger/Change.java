package io.zentinelproxy.inference.ledger;

/** What a process has changed in the books, as its journal has it. Limits and accounts go by numbers that a file gives them. */
sealed interface Change {
    record LimitNamed(int number, Limit limit) implements Change {}

    record AccountNamed(int number, int limit, String holder) implements Change {}

    record Opened(long number, long since, long until, int[] accounts, long[] amounts) implements Change {}

    /** With accounts of its own: its reservation may be of a time that is forgotten. */
    record Settled(long number, long millis, int[] accounts, long[] used, Entry entry) implements Change {}

    record Released(long number, long millis) implements Change {}

    /** @param owner the process that had reserved it, which may be another one */
    record Expired(long owner, long number, long millis) implements Change {}
}
