package io.zentinelproxy.inference.ledger;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Books of all processes that share a folder. Each process has a journal of its own there, and books of its own in memory: what all journals
 * say, in the order of all their changes. Changes are made under the lock of the folder, after those of others were read: so all books are
 * the same whenever somebody decides by them, and no two processes decide at once.
 *
 * <p>What a process has reserved counts while it lives, and no longer than its lease. It is given back by whoever sees first that it has
 * died, which the journal of that one says: so it happens once.
 */
final class FolderJournal implements Journal {
    private static final System.Logger LOG = System.getLogger(FolderJournal.class.getName());

    private final FileLedger.Settings settings;
    private final Path folder;
    private final long me;
    private final Lives lives;
    private final FolderLock lock;
    private final SegmentWriter writer;

    /** Names of journals that were found; guarded by the lock of the books, as are those below. */
    private final Set<String> known = new HashSet<>();

    /** Files of all journals that are filled before the books are written down as a whole. */
    private static final int FILES_PER_CHECKPOINT = 4;

    private final List<Tail> tails = new ArrayList<>();
    private long filesSeen = -1;
    private long lastOrder;

    /** The last change that the checkpoint has, which the books began with. */
    private long restored;

    private long filesAtCheckpoint = 1;
    private volatile String lastFailure = "";
    private volatile boolean up = true;

    FolderJournal(FileLedger.Settings settings) throws IOException {
        this.settings = settings;
        folder = Files.createDirectories(settings.folder());
        me = new SecureRandom().nextLong() | 1;
        lives = new Lives(folder, me);
        lock = new FolderLock(folder.resolve(JournalFiles.LOCK), lives::isDead);
        writer = new SegmentWriter(folder, lives.name(), me, settings.segmentOctets());
        known.add(lives.name());
        lock.filesHaveCome();
    }

    @Override
    public long owner() {
        return me;
    }

    /**
     * Begins with the books as they were written down last. Before anything else.
     *
     * @throws IOException where they are there and cannot be read
     */
    void restore(Books books) throws IOException {
        restored = Checkpoint.read(folder, books);
        lastOrder = restored;
    }

    @Override
    public void begin(Books books) throws LedgerException {
        try {
            // All before the last one is written, as they are written one after the other: what is long is read before
            // anybody waits for it.
            catchUp(books, lock.order());
            lock.take(me);
            catchUp(books, Long.MAX_VALUE);
            lock.atLeast(lastOrder);
            up = true;
        } catch (LedgerException e) {
            lock.give(me);
            failed(e);
            throw e;
        }
    }

    private void failed(LedgerException e) {
        up = false;
        lastFailure = String.valueOf(e.getMessage());
    }

    @Override
    public void end() {
        lock.give(me);
    }

    /** Applies what others have written, in the order in which it was, as far as there. */
    private void catchUp(Books books, long end) throws LedgerException {
        long files = lock.files();
        if (files != filesSeen) {
            look();
            filesSeen = files;
        }
        while (!tails.isEmpty()) {
            Tail first = first();
            if (first == null || first.order() >= end) {
                break;
            }
            lastOrder = first.order();
            apply(books, first, first.take());
        }
    }

    private @Nullable Tail first() throws LedgerException {
        Tail first = null;
        long least = Long.MAX_VALUE;
        for (Tail tail : tails) {
            long order = tail.order();
            if (order < least) {
                least = order;
                first = tail;
            }
        }
        return first;
    }

    private void look() throws LedgerException {
        try {
            for (Map.Entry<String, TreeSet<Long>> found :
                    JournalFiles.list(folder).entrySet()) {
                if (!known.contains(found.getKey())) {
                    long first = JournalFiles.first(folder, found.getKey(), found.getValue(), restored);
                    tails.add(new Tail(folder, found.getKey(), first, restored));
                    known.add(found.getKey());
                }
            }
        } catch (IOException e) {
            throw new LedgerException("a journal cannot be read: " + e.getMessage());
        }
    }

    private static void apply(Books books, Tail tail, Change change) throws LedgerException {
        switch (change) {
            case Change.Opened opened -> {
                Account[] accounts = accounts(books, tail, opened.accounts(), opened.since());
                books.open(new Open(
                        tail.owner(), opened.number(), opened.since(), opened.until(), accounts, opened.amounts()));
            }
            case Change.Settled settled -> settle(books, tail, settled);
            case Change.Released released -> {
                Open open = books.find(tail.owner(), released.number());
                if (open != null) {
                    books.release(open, released.millis());
                }
            }
            case Change.Expired expired -> {
                Open open = books.find(expired.owner(), expired.number());
                if (open != null) {
                    books.expire(open, expired.millis());
                }
            }
            case Change.LimitNamed named -> throw new LedgerException("a name in the wrong place: " + named);
            case Change.AccountNamed named -> throw new LedgerException("a name in the wrong place: " + named);
        }
    }

    private static void settle(Books books, Tail tail, Change.Settled settled) throws LedgerException {
        Open open = books.find(tail.owner(), settled.number());
        Account[] accounts = accounts(books, tail, settled.accounts(), settled.millis());
        if (open != null) {
            books.settle(open, settled.used(), settled.millis());
        } else {
            for (int i = 0; i < accounts.length; i++) {
                accounts[i].settleLate(settled.used()[i]);
            }
        }
        for (Account account : accounts) {
            // Its own process tells of it.
            account.crossings();
        }
    }

    private static Account[] accounts(Books books, Tail tail, int[] numbers, long millis) throws LedgerException {
        Account[] accounts = new Account[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            accounts[i] = tail.account(books, numbers[i], millis);
        }
        return accounts;
    }

    private long next() {
        lastOrder = lock.nextOrder();
        return lastOrder;
    }

    @Override
    public void opened(Open open) throws LedgerException {
        writer.append(
                open.accounts,
                numbers -> new Change.Opened(open.number, open.since, open.until, numbers, open.amounts),
                this::next);
    }

    @Override
    public void settled(Open open, long[] used, Entry entry, long now) throws LedgerException {
        writer.append(open.accounts, numbers -> new Change.Settled(open.number, now, numbers, used, entry), this::next);
    }

    @Override
    public void released(Open open, long now) throws LedgerException {
        writer.append(new Account[0], numbers -> new Change.Released(open.number, now), this::next);
    }

    @Override
    public void expired(Open open, long now) throws LedgerException {
        writer.append(new Account[0], numbers -> new Change.Expired(open.owner, open.number, now), this::next);
    }

    /** Gives back what dead processes have reserved, and what others have for longer than their lease. */
    @Override
    public void tend(Books books, long now) throws LedgerException {
        for (long owner : books.owners()) {
            long until = owner != me && lives.isDead(owner) ? Long.MAX_VALUE : now;
            List<Open> run = books.expired(owner, until);
            for (Open open : run.subList(0, Math.min(MemoryLedger.SWEPT_AT_ONCE, run.size()))) {
                expired(open, now);
                books.expire(open, now);
            }
        }
        checkpoint(books, now);
    }

    /** So that a start need not read all that ever was, and files that are old can go. Who calls has the lock. */
    private void checkpoint(Books books, long now) {
        long files = writer.number() + tails.stream().mapToLong(Tail::filesRead).sum();
        if (files - filesAtCheckpoint < FILES_PER_CHECKPOINT) {
            return;
        }
        filesAtCheckpoint = files;
        try {
            Checkpoint.write(folder, books, lock.order());
            clear(now - settings.retention().toMillis());
        } catch (IOException | LedgerException e) {
            LOG.log(Level.ERROR, "the books cannot be written down as a whole: " + e.getMessage());
        }
    }

    /** Deletes files that all books have, and that were not written to since then: nobody reads on in them. */
    private void clear(long millis) throws IOException, LedgerException {
        JournalFiles.deleteUnready(folder, millis);
        for (Map.Entry<String, TreeSet<Long>> journal :
                JournalFiles.list(folder).entrySet()) {
            long keep = keepFrom(journal.getKey());
            for (long number : journal.getValue().headSet(keep)) {
                JournalFiles.deleteOld(JournalFiles.path(folder, journal.getKey(), number), millis);
            }
        }
    }

    /** The first file of a journal that is needed still. */
    private long keepFrom(String name) throws LedgerException {
        if (name.equals(lives.name())) {
            return writer.number();
        }
        for (Tail tail : tails) {
            if (tail.name().equals(name)) {
                boolean over = lives.isDead(tail.owner()) && tail.isAtEnd();
                return over ? Long.MAX_VALUE : tail.number();
            }
        }
        return 0;
    }

    @Override
    public void settledSafely() {
        if (settings.fsync() == FileLedger.Fsync.ALWAYS) {
            writer.force();
        }
    }

    @Override
    public void sync() {
        try {
            writer.prepare();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "the next file of the journal cannot be made: " + e.getMessage());
        }
        if (settings.fsync() == FileLedger.Fsync.INTERVAL) {
            writer.force();
        }
    }

    @Override
    public LedgerTotals.Store store() {
        return new LedgerTotals.Store("file", up, lastFailure);
    }

    @Override
    public void close() {
        writer.close();
        lives.close();
    }
}
