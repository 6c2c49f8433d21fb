package io.zentinelproxy.inference.ledger;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * What was used in this turn of the calendar. It counts in the turn in which it was settled; what is reserved counts in every turn until it
 * ends. What was left of a turn goes over to the next one as far as the limit says, with what had come over to it.
 */
final class CalendarAccount extends Account {
    private final Window.Unit unit;
    private long begin;
    private long end;
    private long used;
    private long carried;

    /** It was reserved from: turns before that leave nothing over, as another process would know nothing of them. */
    private boolean touched;

    /** Something was used in the turn before this one: what is left of it is not to be forgotten to make room. */
    private boolean usedBefore;

    CalendarAccount(Limit limit, Window.Calendar window, String holder) {
        super(limit, holder);
        unit = window.unit();
    }

    @Override
    void turn() {
        if (now < end) {
            return;
        }
        LocalDateTime first = begin(unit, now);
        long before = begin;
        begin = first.toInstant(ZoneOffset.UTC).toEpochMilli();
        end = next(unit, first).toInstant(ZoneOffset.UTC).toEpochMilli();
        if (before != 0 && touched) {
            carry(turns(unit, before, begin));
        }
        used = 0;
        told = 0;
    }

    private void carry(long turns) {
        Long most = limit.rollover();
        usedBefore = most != null && turns == 1 && used > 0;
        if (most == null) {
            carried = 0;
            return;
        }
        long left = Math.max(0, limit.most() + carried - used);
        // Nothing was used of the turns between.
        carried = Math.min(most, Whole.plus(left, Whole.times(turns - 1, limit.most())));
    }

    /** The begin of the turn that this moment is in. */
    static LocalDateTime begin(Window.Unit unit, long millis) {
        LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
        return switch (unit) {
            case HOUR -> time.truncatedTo(ChronoUnit.HOURS);
            case DAY -> time.truncatedTo(ChronoUnit.DAYS);
            case MONTH -> time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
        };
    }

    static LocalDateTime next(Window.Unit unit, LocalDateTime begin) {
        return switch (unit) {
            case HOUR -> begin.plusHours(1);
            case DAY -> begin.plusDays(1);
            case MONTH -> begin.plusMonths(1);
        };
    }

    private static long turns(Window.Unit unit, long from, long to) {
        ChronoUnit of = switch (unit) {
            case HOUR -> ChronoUnit.HOURS;
            case DAY -> ChronoUnit.DAYS;
            case MONTH -> ChronoUnit.MONTHS;
        };
        return of.between(begin(unit, from), begin(unit, to));
    }

    @Override
    long remaining() {
        return limit.most() + carried - used - held;
    }

    @Override
    long waitMillis(long amount) {
        if (amount <= limit.most() + carried + limit.extra() - used) {
            return Math.min(BUSY_MILLIS, end - now);
        }
        return amount <= limit.most() + limit.extra() ? end - now : NEVER;
    }

    @Override
    long resetMillis() {
        return end - now;
    }

    @Override
    long used() {
        return used;
    }

    @Override
    long carried() {
        return carried;
    }

    @Override
    void reserve(long amount) {
        super.reserve(amount);
        touched = true;
    }

    @Override
    void charge(long reserved, long amount, long since) {
        used = Whole.plus(used, amount);
        touched = true;
    }

    @Override
    boolean isBlank() {
        return used == 0 && open == 0 && !usedBefore;
    }

    @Override
    boolean isRearmed() {
        return false;
    }

    @Override
    long[] save() {
        return new long[] {begin, end, used, carried, touched ? 1 : 0};
    }

    @Override
    void restore(long[] saved) {
        begin = saved[0];
        end = saved[1];
        used = saved[2];
        carried = saved[3];
        touched = saved[4] != 0;
    }
}
