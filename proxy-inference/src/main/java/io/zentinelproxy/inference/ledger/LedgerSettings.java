package io.zentinelproxy.inference.ledger;

import io.zentinelproxy.core.script.ScriptStoreSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Where books are kept. */
public sealed interface LedgerSettings {
    /** @throws IOException where a folder, a file or a server cannot be used; the message says which and why */
    default Ledger open(Alerts alerts) throws IOException {
        return open(alerts, LedgerClock.system());
    }

    /** @param clock for tests, in place of the usual one */
    Ledger open(Alerts alerts, LedgerClock clock) throws IOException;

    /**
     * In the process, and lost with it.
     *
     * @param lease after which what a request has reserved is given back
     * @param mostHolders of one limit
     */
    record Memory(Duration lease, int mostHolders) implements LedgerSettings {
        public static final Memory USUAL = new Memory(MemoryLedger.LEASE, MemoryLedger.MOST_HOLDERS);

        @Override
        public Ledger open(Alerts alerts, LedgerClock clock) {
            return MemoryLedger.open(clock, alerts, lease, mostHolders);
        }
    }

    /**
     * In a folder, for all processes of one machine.
     *
     * @param retention of entries, at least
     */
    record File(Path folder, FileLedger.Fsync fsync, Duration lease, int mostHolders, Duration retention)
            implements LedgerSettings {
        @Override
        public Ledger open(Alerts alerts, LedgerClock clock) throws IOException {
            FileLedger.Settings settings =
                    new FileLedger.Settings(folder, fsync, lease, mostHolders, FileLedger.SEGMENT_OCTETS, retention);
            return FileLedger.open(clock, alerts, settings);
        }
    }

    /**
     * In Redis, for many machines.
     *
     * @param prefix of all keys
     * @param lease also the time after which what a dead process had reserved is given back
     * @param fallback what is done while it does not answer: {@link Ledger#reserve} throws, and who calls does that
     */
    record Redis(ScriptStoreSettings store, String prefix, Duration lease, Fallback fallback)
            implements LedgerSettings {
        public static final String PREFIX = "zentinel:";

        @Override
        public Ledger open(Alerts alerts) throws IOException {
            return open(alerts, () -> 0);
        }

        @Override
        public Ledger open(Alerts alerts, LedgerClock clock) throws IOException {
            return RedisLedger.open(
                    store.open(
                            LedgerScripts.ALL,
                            new ScriptStoreSettings.Probe(LedgerScripts.PROBE, LedgerQuestion.probe(prefix))),
                    prefix,
                    lease,
                    clock,
                    alerts);
        }
    }

    /** What becomes of requests that cannot be entered. */
    enum Fallback {
        OPEN,
        CLOSED
    }
}
