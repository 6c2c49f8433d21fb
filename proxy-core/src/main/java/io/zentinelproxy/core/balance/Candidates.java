package io.zentinelproxy.core.balance;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * Which endpoints of an upstream may be chosen: all, or those that are well and that a request has not tried yet. Immutable, so that a
 * balancer may keep what it has worked out for one for as long as it gets the same.
 */
public final class Candidates {
    private final List<Endpoint> all;
    private final List<Endpoint> usable;

    /** By position among all. */
    private final boolean[] mayBe;

    private final boolean lasting;

    private Candidates(List<Endpoint> all, boolean[] mayBe, boolean lasting) {
        this.all = all;
        this.mayBe = mayBe;
        this.lasting = lasting;
        List<Endpoint> some = new ArrayList<>();
        for (int position = 0; position < mayBe.length; position++) {
            if (mayBe[position]) {
                some.add(all.get(position));
            }
        }
        usable = List.copyOf(some);
    }

    /** Those of which this is true. */
    static Candidates of(List<Endpoint> all, Predicate<Endpoint> mayBe) {
        boolean[] usable = new boolean[all.size()];
        for (int position = 0; position < usable.length; position++) {
            usable[position] = mayBe.test(all.get(position));
        }
        return new Candidates(all, usable, true);
    }

    /** The same for one request, without these; without any, where these are all. */
    Candidates without(List<Endpoint> tried) {
        boolean[] left = mayBe.clone();
        for (int position = 0; position < left.length; position++) {
            left[position] &= !tried.contains(all.get(position));
        }
        return new Candidates(all, left, false);
    }

    /** Those of them of which this is true by their position; lasting if these are. */
    Candidates only(IntPredicate mayBe) {
        boolean[] left = this.mayBe.clone();
        for (int position = 0; position < left.length; position++) {
            left[position] = left[position] && mayBe.test(position);
        }
        return new Candidates(all, left, lasting);
    }

    /** Whether other requests will be given the same: then it is worth while to work something out for it. */
    public boolean isLasting() {
        return lasting;
    }

    /** All endpoints of the upstream, by their position: whether they may be chosen or not. */
    public List<Endpoint> all() {
        return all;
    }

    /** Those that may be chosen, in the order of all. */
    public List<Endpoint> usable() {
        return usable;
    }

    public boolean isUsable(int position) {
        return mayBe[position];
    }

    public boolean isEmpty() {
        return usable.isEmpty();
    }
}
