package io.zentinelproxy.inference.ledger;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
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

    /** How much is used where this threshold is crossed. */
    static long level(Limit limit, int perMille) {
        return Math.max(1, Whole.share(limit.most(), perMille));
    }

    /** Those that lie between what was used before and after. */
    static List<Telling> between(Limit limit, String holder, long before, long after) {
        List<Telling> tellings = new ArrayList<>(0);
        for (int perMille : limit.thresholds()) {
            long level = level(limit, perMille);
            if (before < level && after >= level) {
                tellings.add(new Telling(limit, holder, perMille, after, limit.most()));
            }
        }
        return tellings;
    }

    /** Whether all could be told. */
    static boolean tell(List<Telling> tellings, Alerts alerts) {
        boolean all = true;
        for (Telling one : tellings) {
            try {
                alerts.crossed(one.limit, one.holder, one.perMille, one.used, one.most);
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "an alert of the limit " + one.limit.id() + " was not told", e);
                all = false;
            }
        }
        return all;
    }
}
