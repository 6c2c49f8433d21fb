package io.zentinelproxy.inference.ledger;

/** Hears of limits that are nearly used up. Called by whoever settles, outside of all locks; what it throws is logged. */
@FunctionalInterface
public interface Alerts {
    /**
     * A threshold was crossed: once in a turn of the calendar, and once again after it has fallen below it in the other windows.
     *
     * @param perMille the threshold, in thousandths of {@code most}
     * @param used so far, in units of the measure
     */
    void crossed(Limit limit, String holder, int perMille, long used, long most);

    /** Nobody hears. */
    static Alerts none() {
        return (limit, holder, perMille, used, most) -> {};
    }
}
