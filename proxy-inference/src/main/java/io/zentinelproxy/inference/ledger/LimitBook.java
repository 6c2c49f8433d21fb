package io.zentinelproxy.inference.ledger;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of one limit, at most so many. Where there is no room for another one, one of which nothing was used makes room; one that was
 * spent from is never forgotten. Who calls holds the lock of the books.
 */
final class LimitBook {
    /** Accounts that are looked at to make room, before a new holder is refused. */
    private static final int LOOKED_AT = 64;

    private final Map<String, Account> byHolder = new HashMap<>();
    private final List<Account> all = new ArrayList<>();

    /** Which is looked at next. */
    private int hand;

    long refused;
    long evictions;

    /** As the configuration has it now. */
    private Limit limit;

    LimitBook(Limit limit) {
        this.limit = limit;
    }

    int size() {
        return all.size();
    }

    /** Null where there is no room; its time is {@code now} at least. */
    @Nullable
    Account find(Limit wanted, String holder, long now, int mostHolders) {
        limit = wanted;
        Account found = byHolder.get(holder);
        if (found == null) {
            return all.size() < mostHolders || evict(now) ? add(Account.of(wanted, holder, now)) : null;
        }
        found.advance(now);
        if (found.limit != wanted) {
            return adopt(found, wanted, now);
        }
        return found;
    }

    @Nullable
    Account known(String holder) {
        return byHolder.get(holder);
    }

    /** With the limit that it has, where it is there. */
    Account recorded(Limit named, String holder, long now) {
        Account found = byHolder.get(holder);
        if (found == null) {
            return add(Account.of(named, holder, now));
        }
        found.advance(now);
        return found;
    }

    private Account adopt(Account found, Limit wanted, long now) {
        if (found.limit.equals(wanted) || found.adopt(wanted)) {
            found.limit = wanted;
            return found;
        }
        // Another window counts otherwise: it begins with what is reserved, and nothing used.
        remove(found);
        return add(Account.of(wanted, found.holder, now));
    }

    Account add(Account account) {
        byHolder.put(account.holder, account);
        all.add(account);
        return account;
    }

    private boolean evict(long now) {
        for (int i = Math.min(LOOKED_AT, all.size()); i > 0; i--) {
            hand = hand + 1 < all.size() ? hand + 1 : 0;
            Account account = all.get(hand);
            account.advance(now);
            if (account.isBlank()) {
                remove(account);
                evictions++;
                return true;
            }
        }
        return false;
    }

    private void remove(Account account) {
        account.gone = true;
        byHolder.remove(account.holder);
        int at = all.get(hand) == account ? hand : all.indexOf(account);
        Account last = all.removeLast();
        if (last != account) {
            all.set(at, last);
        }
        hand = 0 == all.size() ? 0 : hand % all.size();
    }

    List<Account> first(int most) {
        return List.copyOf(all.subList(0, Math.min(most, all.size())));
    }

    List<Account> all() {
        return all;
    }

    Limit limit() {
        return limit;
    }
}
