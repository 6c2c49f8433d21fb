package io.zentinelproxy.core.net;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A share of what the sweep watches, looked at as a whole in its turn; in between only those of it that may soon be late. Any thread
 * adds and removes, the sweep's thread does all else.
 */
final class SweptShard {
    private static final System.Logger LOG = System.getLogger(Sweep.class.getName());

    private final Set<Sweep.Swept> all = ConcurrentHashMap.newKeySet();

    /** Of all, those that had no time at the last look. */
    private final List<Sweep.Swept> near = new ArrayList<>();

    void add(Sweep.Swept one) {
        all.add(one);
    }

    void remove(Sweep.Swept one) {
        all.remove(one);
    }

    int size() {
        return all.size();
    }

    /** One that is new has not said yet whether it has time. */
    void watch(Sweep.Swept one) {
        near.add(one);
    }

    void lookAtAll(long now) {
        near.clear();
        for (Sweep.Swept one : all) {
            if (!sweep(one, now)) {
                near.add(one);
            }
        }
    }

    void lookAtNear(long now) {
        near.removeIf(one -> !all.contains(one) || sweep(one, now));
    }

    /** One that fails, for want of memory say, must not take everybody's timeouts with it. */
    private static boolean sweep(Sweep.Swept one, long now) {
        try {
            return one.sweep(now);
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "a deadline could not be looked at", e);
            return false;
        }
    }
}
