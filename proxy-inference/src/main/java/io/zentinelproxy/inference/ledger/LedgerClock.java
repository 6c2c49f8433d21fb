package io.zentinelproxy.inference.ledger;

/** The time of day, by which turns of the calendar begin and leases end, for all processes alike. Replaceable, so that a test need not wait. */
@FunctionalInterface
public interface LedgerClock {
    /** Milliseconds since 1970. One that goes back gives nothing back: the ledger stands still until it has come as far again. */
    long millis();

    /** That of the machine. */
    static LedgerClock system() {
        return () -> System.currentTimeMillis();
    }
}
