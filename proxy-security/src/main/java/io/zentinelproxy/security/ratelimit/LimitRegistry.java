package io.zentinelproxy.security.ratelimit;

import io.zentinelproxy.security.local.KeyCounts;
import io.zentinelproxy.security.local.LocalStore;
import io.zentinelproxy.security.quota.Limiter;
import io.zentinelproxy.security.quota.Rate;
import io.zentinelproxy.security.quota.StoreSettings;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The limiters of one configuration by their ids, and the stores that they count in. Changed only while that is made, by one thread. */
final class LimitRegistry {
    private final @Nullable LimitRegistry before;
    private final Map<StoreSettings, OpenStore> stores = new HashMap<>();
    private final Map<String, ActiveLimit> limits = new LinkedHashMap<>();

    /** @param before the one in force, whose stores and counts go on */
    LimitRegistry(@Nullable LimitRegistry before) {
        // Only its maps are used, and only until this one is in force: no chain of all that ever were.
        this.before = before == null ? null : new LimitRegistry(before.stores, before.limits);
    }

    private LimitRegistry(Map<StoreSettings, OpenStore> stores, Map<String, ActiveLimit> limits) {
        before = null;
        this.stores.putAll(stores);
        this.limits.putAll(limits);
    }

    /** The limiter of this id, which is the same on all routes. */
    ActiveLimit limit(String id, Rate rate, Unit unit, LimitTerms terms) throws IOException {
        ActiveLimit known = limits.get(id);
        if (known != null) {
            return known;
        }
        LimitTerms.Answer answer = terms.answer();
        boolean enforced = answer.onLimit() != LimitTerms.OnLimit.LOG_ONLY;
        ActiveLimit made = new ActiveLimit(
                new Limiter(id, rate, enforced, terms.maxKeys()), unit, answer, store(terms.store()), tally(id));
        limits.put(id, made);
        return made;
    }

    private OpenStore store(StoreSettings settings) throws IOException {
        OpenStore store = stores.get(settings);
        if (store == null) {
            store = before == null ? null : before.stores.get(settings);
            store = store == null ? OpenStore.of(settings) : store;
            stores.put(settings, store);
        }
        return store;
    }

    private Tally tally(String id) {
        ActiveLimit known = before == null ? null : before.limits.get(id);
        return known == null ? new Tally() : known.tally();
    }

    /** It is in force: those who were before it and are not in it are forgotten. */
    void settleDown() {
        limits.values().forEach(one -> one.tally().queue.most(one.answer().maxDelayed()));
        for (OpenStore store : stores.values()) {
            LocalStore local = store.local();
            if (local != null) {
                local.retain(limits.values().stream()
                        .filter(one -> one.store() == store)
                        .map(ActiveLimit::limiter)
                        .toList());
            }
        }
    }

    /** Closing one that others share may take its time. */
    void closeOthersThan(LimitRegistry kept) {
        for (OpenStore store : stores.values()) {
            if (!kept.stores.containsValue(store)) {
                Thread.ofVirtual().name("zentinel-limits-close").start(store::close);
            }
        }
    }

    void closeAll() {
        stores.values().forEach(OpenStore::close);
    }

    Collection<OpenStore> stores() {
        return stores.values();
    }

    List<LimiterState> states() {
        Map<String, KeyCounts> keys = stores.values().stream()
                .map(OpenStore::local)
                .filter(Objects::nonNull)
                .flatMap(local -> local.counts().stream())
                .collect(Collectors.toMap(KeyCounts::limiter, counts -> counts, (one, other) -> one));
        return limits.values().stream()
                .map(one -> state(one, keys.get(one.id())))
                .toList();
    }

    private static LimiterState state(ActiveLimit one, @Nullable KeyCounts keys) {
        Rate rate = one.limiter().rate();
        Tally tally = one.tally();
        return new LimiterState(
                one.id(),
                one.unit().name().toLowerCase(Locale.ROOT),
                one.store().settings().kind(),
                rate.permits(),
                rate.period(),
                rate.burst(),
                one.limiter().enforced(),
                keys == null ? 0 : keys.keys(),
                keys == null ? 0 : keys.forgotten(),
                tally.allowed.sum(),
                tally.delayed.sum(),
                tally.limited.sum(),
                tally.dryRun.sum(),
                tally.queue.waiting(),
                one.store().state(),
                one.store().settings().fallback());
    }
}
