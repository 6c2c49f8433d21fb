package io.zentinelproxy.inference.ledger;

/** Where changes of the books are written before they are made. Each is told within {@link #begin} and {@link #end}, by one thread at a time. */
interface Journal {
    /** The number of this process. */
    long owner();

    /**
     * Nobody else changes the books from now on, and what others have changed is in them.
     *
     * @throws LedgerException where they cannot be had; {@link #end} must not be called then
     */
    void begin(Books books) throws LedgerException;

    void end();

    /** @throws LedgerException where it cannot be written; it must not be made then */
    void opened(Open open) throws LedgerException;

    /** @throws LedgerException where it cannot be written */
    void settled(Open open, long[] used, Entry entry, long now) throws LedgerException;

    void released(Open open, long now) throws LedgerException;

    void expired(Open open, long now) throws LedgerException;

    /** What was written is safe as far as the journal says it is. Outside of {@link #begin} and {@link #end}. */
    void settledSafely();

    /** From time to time, within {@link #begin} and {@link #end}: ends leases that have run out. */
    void tend(Books books, long now) throws LedgerException;

    /** From time to time, outside of them, by one thread: what takes long. */
    void sync();

    LedgerTotals.Store store();

    void close();

    /** Of books that are kept in memory only. */
    Journal NONE = new Journal() {
        @Override
        public long owner() {
            return 0;
        }

        @Override
        public void begin(Books books) {}

        @Override
        public void end() {}

        @Override
        public void opened(Open open) {}

        @Override
        public void settled(Open open, long[] used, Entry entry, long now) {}

        @Override
        public void released(Open open, long now) {}

        @Override
        public void expired(Open open, long now) {}

        @Override
        public void settledSafely() {}

        @Override
        public void tend(Books books, long now) {
            for (Open open : books.expired(owner(), now)) {
                books.expire(open, now);
            }
        }

        @Override
        public void sync() {}

        @Override
        public LedgerTotals.Store store() {
            return new LedgerTotals.Store("memory", true, "");
        }

        @Override
        public void close() {}
    };
}
