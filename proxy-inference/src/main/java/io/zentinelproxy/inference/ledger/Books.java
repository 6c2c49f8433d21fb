package io.zentinelproxy.inference.ledger;

import io.zentinelproxy.inference.ledger.Decision.Standing;
import io.zentinelproxy.inference.ledger.Decision.Why;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All accounts and all open reservations, and what changes them. What they hold is a function of the changes in their order, the times said
 * with them included: whoever makes the same changes has the same books. Who calls holds their lock.
 */
final class Books {
    /** Reservations that are open at once, of all processes. */
    static final int MOST_OPEN = 1 << 18;

    /** The holder for whom all those count for whom a limit that is not enforced has no room. */
    static final String OTHERS = "(others)";

    private final int mostHolders;
    private final Map<String, LimitBook> limits = new HashMap<>();

    /** By process, and in it by number, the oldest first. */
    private final Map<Long, LinkedHashMap<Long, Open>> open = new HashMap<>();

    private long full;
    private int openCount;
    private long expiredCount;

    /** @param mostHolders of one limit */
    Books(int mostHolders) {
        this.mostHolders = mostHolders;
    }

    /** Accounts for all claims; null in place of one for which there is no room. */
    @Nullable
    Account[] find(List<Claim> claims, long now) {
        @Nullable Account[] found = new Account[claims.size()];
        for (int i = 0; i < found.length; i++) {
            Claim claim = claims.get(i);
            found[i] = book(claim.limit())
                    .find(claim.limit(), claim.holder(), now, Math.min(mostHolders, claim.mostHolders()));
        }
        return found;
    }

    LimitBook book(Limit limit) {
        LimitBook book = limits.get(limit.id());
        if (book == null) {
            book = new LimitBook(limit);
            limits.put(limit.id(), book);
        }
        return book;
    }

    /** One that is there already, or has to be whatever it costs, as something was used of it. */
    Account account(Limit limit, String holder, long now) {
        Account found = book(limit).find(limit, holder, now, Integer.MAX_VALUE);
        return Objects.requireNonNull(found);
    }

    /** As a journal names it: what the configuration of this process says of the limit counts for more. */
    Account recorded(Limit limit, String holder, long now) {
        return book(limit).recorded(limit, holder, now);
    }

    /** What stands against these claims; null where nothing does. */
    Decision.@Nullable Refused refusal(List<Claim> claims, @Nullable Account[] accounts) {
        boolean refused = false;
        for (int i = 0; i < accounts.length && !refused; i++) {
            refused = claims.get(i).limit().enforced() && !isEnough(claims, accounts, i);
        }
        return refused ? refused(claims, accounts) : null;
    }

    private static boolean isEnough(List<Claim> claims, @Nullable Account[] accounts, int which) {
        Account account = accounts[which];
        long amount = claims.get(which).amount();
        if (account == null) {
            return false;
        }
        long wanted = amount;
        for (int i = 0; i < which; i++) {
            wanted += accounts[i] == account ? claims.get(i).amount() : 0;
        }
        return amount == 0 || account.remaining() + account.limit.extra() >= wanted;
    }

    private Decision.Refused refused(List<Claim> claims, @Nullable Account[] accounts) {
        List<Standing> standings = new ArrayList<>(accounts.length);
        int by = -1;
        for (int i = 0; i < accounts.length; i++) {
            Standing standing = standing(claims.get(i), accounts[i], isEnough(claims, accounts, i));
            standings.add(standing);
            boolean refuses = claims.get(i).limit().enforced() && !standing.enough();
            if (refuses && (by < 0 || standing.waitNanos() > standings.get(by).waitNanos())) {
                by = i;
            }
        }
        LimitBook book = book(claims.get(by).limit());
        book.refused++;
        full += accounts[by] == null ? 1 : 0;
        return new Decision.Refused(accounts[by] == null ? Why.HOLDERS : Why.SPENT, standings.get(by), standings);
    }

    private static Standing standing(Claim claim, @Nullable Account account, boolean enough) {
        if (account == null) {
            return new Standing(claim, false, 0, Whole.nanos(Account.BUSY_MILLIS), 0);
        }
        long wait = enough ? 0 : account.waitMillis(claim.amount());
        return new Standing(claim, enough, account.remaining(), Whole.nanos(wait), Whole.nanos(account.resetMillis()));
    }

    /** For each claim whether there is, before it is reserved. */
    static boolean[] enough(List<Claim> claims, @Nullable Account[] accounts) {
        boolean[] enough = new boolean[accounts.length];
        for (int i = 0; i < enough.length; i++) {
            enough[i] = isEnough(claims, accounts, i);
        }
        return enough;
    }

    /** Behind a reservation. */
    static List<Standing> standings(List<Claim> claims, @Nullable Account[] accounts, boolean[] enough) {
        List<Standing> standings = new ArrayList<>(accounts.length);
        for (int i = 0; i < accounts.length; i++) {
            standings.add(standing(claims.get(i), accounts[i], enough[i]));
        }
        return standings;
    }

    boolean hasRoom() {
        return openCount < MOST_OPEN;
    }

    void open(Open opened) {
        for (int i = 0; i < opened.accounts.length; i++) {
            opened.accounts[i].reserve(opened.amounts[i]);
        }
        open.computeIfAbsent(opened.owner, owner -> new LinkedHashMap<>()).put(opened.number, opened);
        openCount++;
    }

    @Nullable
    Open find(long owner, long number) {
        Map<Long, Open> own = open.get(owner);
        return own == null ? null : own.get(number);
    }

    /** Puts what was used in place of what was reserved, once. */
    void settle(Open settled, long[] used, long now) {
        if (settled.ended) {
            return;
        }
        settled.ended = true;
        for (int i = 0; i < used.length; i++) {
            Account account = current(settled.accounts[i], now);
            boolean late = settled.expired || account != settled.accounts[i];
            settled.accounts[i] = account;
            if (late) {
                account.settleLate(used[i]);
            } else {
                account.settle(settled.amounts[i], used[i], settled.since);
            }
        }
        forget(settled);
    }

    /** The one that has come in its place, where it is gone. */
    private Account current(Account account, long now) {
        if (account.gone) {
            LimitBook book = book(account.limit);
            return account(book.limit(), account.holder, now);
        }
        account.advance(now);
        return account;
    }

    /** Gives back what was reserved, once. */
    void release(Open released, long now) {
        if (!released.ended) {
            released.ended = true;
            giveBack(released, now);
        }
    }

    /** Its lease has run out: gives back what was reserved, and waits for what was used no longer. */
    void expire(Open run, long now) {
        if (!run.ended && !run.expired) {
            giveBack(run, now);
            run.expired = true;
            expiredCount++;
        }
    }

    private void giveBack(Open given, long now) {
        for (int i = 0; i < given.accounts.length && !given.expired; i++) {
            Account account = given.accounts[i];
            if (!account.gone) {
                account.advance(now);
                account.settle(given.amounts[i], 0, given.since);
            }
        }
        forget(given);
    }

    private void forget(Open gone) {
        Map<Long, Open> own = open.get(gone.owner);
        if (own != null && own.remove(gone.number) != null) {
            openCount--;
            if (own.isEmpty()) {
                open.remove(gone.owner);
            }
        }
    }

    /** Of this process, those whose lease has run out; of a process that is dead, {@code Long.MAX_VALUE} finds all. */
    List<Open> expired(long owner, long now) {
        List<Open> found = new ArrayList<>();
        Map<Long, Open> own = open.get(owner);
        if (own != null) {
            for (Open one : own.values()) {
                if (one.until > now) {
                    break;
                }
                found.add(one);
            }
        }
        return found;
    }

    List<Long> owners() {
        return List.copyOf(open.keySet());
    }

    Iterable<LimitBook> limits() {
        return limits.values();
    }

    List<Open> open() {
        List<Open> all = new ArrayList<>(openCount);
        open.values().forEach(own -> all.addAll(own.values()));
        return all;
    }

    List<AccountState> states(Limit limit, int most, long now) {
        LimitBook book = limits.get(limit.id());
        if (book == null) {
            return List.of();
        }
        List<AccountState> states = new ArrayList<>();
        for (Account account : book.first(most)) {
            account.advance(now);
            states.add(account.state());
        }
        return states;
    }

    AccountState state(Limit limit, String holder, long now) {
        LimitBook book = limits.get(limit.id());
        Account account = book == null ? null : book.known(holder);
        if (account == null) {
            return Account.of(limit, holder, now).state();
        }
        account.advance(now);
        return account.state();
    }

    /** With the counts of this process's own beside. */
    LedgerTotals totals(long entries, long released, long lost, LedgerTotals.Store store) {
        Map<String, Long> refusals = new HashMap<>();
        long accounts = 0;
        long evictions = 0;
        for (Map.Entry<String, LimitBook> limit : limits.entrySet()) {
            LimitBook book = limit.getValue();
            if (book.refused > 0) {
                refusals.put(limit.getKey(), book.refused);
            }
            accounts += book.size();
            evictions += book.evictions;
        }
        return new LedgerTotals(
                openCount,
                entries,
                released,
                expiredCount,
                Map.copyOf(refusals),
                accounts,
                evictions,
                full,
                lost,
                0,
                store);
    }
}
