package io.zentinelproxy.inference.ledger;

import java.lang.System.Logger.Level;
import java.util.List;

/** Thresholds that were crossed, taken down under the lock of the books and told outside of it. */
record Telling(Limit limit, String holder, int perMille, long used, long most) {
    private static final System.Logger LOG = System.getLogger(Telling.class.getName());

    static void add(List<Telling> tellings, Account account) {
        int crossed = account.crossings();
        for (int i = 0; crossed != 0; i++, crossed >>>= 1) {
            if ((crossed & 1) != 0) {
                Limit limit = account.limit;
                tellings.add(
                        new Telling(limit, account.holder, limit.thresholds().get(i), account.used(), limit.most()));
            }
        }
    }

    static void tell(List<Telling> tellings, Alerts alerts) {
        for (Telling one : tellings) {
            try {
                alerts.crossed(one.limit, one.holder, one.perMille, one.used, one.most);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "an alert of the limit " + one.limit.id() + " was not told", e);
            }
        }
    }
}
